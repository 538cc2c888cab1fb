import Foundation

/// Standard output. An answer that cannot be written is an error, whatever else went well.
enum StandardOutput {
    /// - Throws: ``Refused``, with exit code 70.
    static func write(_ data: Data) throws {
        do { try FileHandle.standardOutput.write(contentsOf: data) } catch {
            throw Refused(
                text: "Standard output could not be written: \(Failure.reason(error)).", code: 70)
        }
    }

    /// Opens what came closed, so that writing to it fails: else the next file opened would take its place, and the answer
    /// would be written into that.
    static func holdPlace() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) == -1
        {
            _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }

    static func write(_ text: String) throws { try write(Data(text.utf8)) }
}

/// Prints a command's answer: what `print` does, but that nothing is lost unsaid.
func printOut(_ text: String, terminator: String = "\n") throws {
    try StandardOutput.write(text + terminator)
}
