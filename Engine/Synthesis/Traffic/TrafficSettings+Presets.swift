extension TrafficSettings {
    /// Settings by name, as `ringfence synthesise --preset` knows them.
    public static let presets: [(name: String, title: String, settings: TrafficSettings)] = [
        ("county", "a county as one force sees it, in four weeks", .county),
        ("evaluation", "many lines and closures among few people, to measure a scorer on", .evaluation),
        ("nation", "thirty million people and two thousand lines for a week, numbers only", .nation),
    ]

    /// Some 24 lines among 49,152 people in four weeks; half of what they do is in the records.
    public static let county = {
        var settings = TrafficSettings()
        settings.people.count = 49_152
        settings.calls.recordedShare = 0.4
        return settings
    }()

    /// As hard as the county, and much denser: some 250 closures in two million events. One person in five buys from
    /// lines, which is true of nowhere; it makes every list share people with several others.
    public static let evaluation = {
        var settings = TrafficSettings()
        settings.people.count = 32_768
        settings.calls.recordedShare = 0.4
        settings.lines.count = 150
        settings.lines.usersShare = 0.2
        settings.closures.share = 0.9
        settings.closures.firstDay = 12
        settings.trade.advertShare = 0.4
        settings.successors.medianHours = 2
        return settings
    }()

    /// Thirty million people for a week; `recordedShare` makes it some hundred million rows.
    public static let nation = {
        var settings = TrafficSettings()
        settings.people.days = 7
        settings.people.count = 30_000_000
        settings.people.perTown = 65_536
        settings.calls.recordedShare = 0.17
        settings.lines.count = 1_600
        settings.lines.usersShare = 0.01
        settings.closures.firstDay = 2
        settings.closures.clearDays = 2
        settings.others.businessesPerTown = 200
        settings.phones.statesHandsetsAndCells = false
        settings.phones.cellsPerTown = 300
        return settings
    }()

    /// About how many rows these settings give: what people do, and the lines beside.
    public var expectedRows: Int {
        let days = Double(people.days)
        return Int((ordinaryRowsPerDay * calls.recordedShare + lineRowsPerDay) * days)
    }

    /// Rows a day of ordinary people where all of it is recorded.
    private var ordinaryRowsPerDay: Double {
        let town = (people.perTown + 1_023) / 1_024 * 1_024
        let count = Double((people.count + town - 1) / town * town)
        return count * (calls.callsPerDay + calls.textsPerDay)
    }

    /// Rows a day of the lines, roughly, from lists and rates.
    private var lineRowsPerDay: Double {
        let numbers = Double(lines.count) * (1 + lines.secondNumberShare * (1 + lines.thirdNumberShare))
        let list = lines.medianList * PortableMath.exp(lines.listSigma * lines.listSigma / 2)
        let orders = trade.ordersPerDay * (1 + trade.answerShare) / (1 - trade.chaseShare * 0.99)
        return numbers * list * (trade.advertHours * trade.advertShare + orders)
    }
}
