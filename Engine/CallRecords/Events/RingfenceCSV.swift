import Telephony

/// Writes events in the `ringfence` layout, which ``RecordReader`` reads back to the same events but for their SIMs,
/// which are left out.
public enum RingfenceCSV {
    public static let header = "time,kind,from,to,duration,from_imei,to_imei,from_cell,to_cell\n"

    /// A file of events, its header first.
    public static func bytes(_ events: some Sequence<Event>) -> [UInt8] {
        events.reduce(into: Array(header.utf8)) { $0 += row($1).utf8 }
    }

    /// One row, with its line feed.
    public static func row(_ event: Event) -> String {
        let cells = [
            event.time.description, event.kind == .unstated ? "" : event.kind.name,
            event.from.party.description, event.to.party.description, event.duration.map(String.init) ?? "",
            event.from.handset?.description ?? "", event.to.handset?.description ?? "",
            event.from.cell?.description ?? "", event.to.cell?.description ?? "",
        ]
        return cells.map(quoted).joined(separator: ",") + "\n"
    }

    /// A cell as RFC 4180 writes it.
    public static func quoted(_ cell: String) -> String {
        let needsQuotes = cell.utf8.contains {
            $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\n")
                || $0 == UInt8(ascii: "\r")
        }
        guard needsQuotes else { return cell }
        return "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
            + "\""
    }
}
