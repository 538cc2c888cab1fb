import Foundation

// match-study fit FOLDER           fits the scorer's combination and prints it as Combination+Fitted.swift has it
// match-study report FOLDER FILE   measures the scorer and the published measures, and writes RESULTS.md,
//                                  VIEWS.md and COURT.md beside it, and the plots in a folder “plots”
// match-study stream FILE          measures what the scorer of a stream tells, and writes STREAM.md
// match-study attributes FOLDER FILE   measures what handset, place and hours add, and writes ATTRIBUTES.md
//
// FOLDER holds the public networks, each in a folder of its own: collegemsg, email-eu, moved-dpdk, moved-uboot, vast2008.
// Those that are not there are left out, and said to be. Run at the repository's root: the layouts are read from there.

let arguments = CommandLine.arguments
switch (arguments.count, arguments.dropFirst().first) {
case (3, "fit"):
    let study = try await Study(folder: arguments[2])
    print(study.fit(without: nil).literals)
    print(study.fitOfStreams().literal(named: "stream"))
case (4, "report"):
    let results = await Results(try await Study(folder: arguments[2]))
    let file = URL(filePath: arguments[3])
    let plots = file.deletingLastPathComponent().appending(path: "plots")
    try FileManager.default.createDirectory(at: plots, withIntermediateDirectories: true)
    for plot in results.plots { try Data(plot.svg.utf8).write(to: plots.appending(path: plot.file)) }
    try results.markdown.write(to: file, atomically: true, encoding: .utf8)
    for (name, text) in [("VIEWS.md", results.views), ("COURT.md", results.court)] {
        try text.write(
            to: file.deletingLastPathComponent().appending(path: name), atomically: true, encoding: .utf8)
    }
case (3, "stream"):
    try StreamResults(seeds: [11, 12]).markdown.write(toFile: arguments[2], atomically: true, encoding: .utf8)
case (4, "attributes"):
    let networks =
        try [11, 12].map { try StudyNetwork.invented(seed: $0, family: "invented, held out") }
        + StudyNetwork.published(in: arguments[2])
    try AttributeResults(networks).markdown.write(toFile: arguments[3], atomically: true, encoding: .utf8)
default:
    FileHandle.standardError.write(
        Data(
            "usage: match-study fit FOLDER | report FOLDER FILE | attributes FOLDER FILE | stream FILE\n".utf8
        ))
    exit(64)
}
