extension TimeParts {
    /// Reads one column's text, bytes `start ..< end`, into the parts it holds.
    mutating func read(
        _ pattern: [TimePattern.Element], _ bytes: RawSpan, _ start: Int, _ end: Int
    ) throws(TimeRefusal) {
        var at = start
        for element in pattern {
            if case .literal(let literal) = element {
                guard at < end, bytes.byte(at) == literal else { throw .form }
                at += 1
                continue
            }
            guard at + element.digits <= end else { throw .form }
            var value = 0
            for _ in 0..<element.digits {
                let digit = bytes.byte(at) &- 48
                guard digit < 10 else { throw .form }
                value = value * 10 + Int(digit)
                at += 1
            }
            switch element {
            case .year: year = value
            case .month: month = value
            case .day: day = value
            case .hour: hour = value
            case .minute: minute = value
            case .second: second = value
            case .literal: break
            }
        }
        guard at == end else { throw .form }
    }

    /// Reads `yyyy-MM-ddTHH:mm[:ss[.fraction]][zone]`, a space allowed for the `T`.
    mutating func readISO8601(_ bytes: RawSpan, _ start: Int, _ end: Int) throws(TimeRefusal) {
        guard end - start >= 16 else { throw .form }
        year = try pair(bytes, start) * 100 + pair(bytes, start + 2)
        month = try pair(bytes, start + 5)
        day = try pair(bytes, start + 8)
        hour = try pair(bytes, start + 11)
        minute = try pair(bytes, start + 14)
        let between = bytes.byte(start + 10)
        guard bytes.byte(start + 4) == UInt8(ascii: "-"), bytes.byte(start + 7) == UInt8(ascii: "-"),
            bytes.byte(start + 13) == UInt8(ascii: ":"),
            between == UInt8(ascii: "T") || between == UInt8(ascii: " ") || between == UInt8(ascii: "t")
        else { throw .form }
        var at = start + 16
        if at + 2 < end, bytes.byte(at) == UInt8(ascii: ":") {
            second = try pair(bytes, at + 1)
            at += 3
            if at < end, bytes.byte(at) == UInt8(ascii: ".") || bytes.byte(at) == UInt8(ascii: ",") {
                at = try readFraction(bytes, at + 1, end)
            }
        }
        try readZone(bytes, at, end)
    }

    /// Digits after the point, at most nine: six are kept. .NET writes seven, Java up to nine.
    private mutating func readFraction(_ bytes: RawSpan, _ start: Int, _ end: Int) throws(TimeRefusal) -> Int
    {
        var at = start
        var scale = 100_000
        while at < end {
            let digit = bytes.byte(at) &- 48
            guard digit < 10 else { break }
            microsecond += Int(digit) * scale
            scale /= 10
            at += 1
        }
        guard at > start, at - start <= 9 else { throw .form }
        return at
    }

    private mutating func readZone(_ bytes: RawSpan, _ start: Int, _ end: Int) throws(TimeRefusal) {
        guard start < end else { return }
        let sign = bytes.byte(start)
        switch sign {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"):
            guard start + 1 == end else { throw .form }
            offset = 0
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            let hours = start + 3 <= end ? try pair(bytes, start + 1) : 99
            var at = start + 3
            if at < end, bytes.byte(at) == UInt8(ascii: ":") {
                at += 1
                guard at + 2 == end else { throw .form }
            }
            let minutes = at + 2 <= end ? try pair(bytes, at) : 0
            guard at == end || at + 2 == end, hours <= 14, minutes < 60 else { throw .form }
            offset = (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -1 : 1)
        default: throw .form
        }
    }

    @inline(__always)
    private func pair(_ bytes: RawSpan, _ at: Int) throws(TimeRefusal) -> Int {
        let high = bytes.byte(at) &- 48
        let low = bytes.byte(at + 1) &- 48
        guard high < 10, low < 10 else { throw .form }
        return Int(high) * 10 + Int(low)
    }
}
