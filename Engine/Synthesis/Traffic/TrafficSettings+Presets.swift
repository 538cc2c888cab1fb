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

    /// The evaluation made small, for tests: fourteen lines and some twenty closures in 230,000 events.
    public static let trial = {
        var settings = evaluation
        settings.people.count = 4_096
        settings.people.perTown = 2_048
        settings.people.days = 16
        settings.calls.recordedShare = 0.2
        settings.lines.count = 14
        settings.lines.medianList = 80
        settings.closures.firstDay = 5
        return settings
    }()

    /// Thirty million people for a week; `recordedShare` makes it some hundred million rows.
    public static let nation = {
        var settings = TrafficSettings()
        settings.people.days = 7
        settings.people.count = 30_000_000
        settings.people.perTown = 65_536
        settings.calls.recordedShare = 0.17
        settings.lines.count = 2_000
        settings.lines.usersShare = 0.01
        settings.closures.share = 0.6
        settings.closures.firstDay = 2
        settings.closures.clearDays = 2
        settings.others.businessesPerTown = 200
        settings.phones.statesHandsetsAndCells = false
        settings.phones.cellsPerTown = 300
        return settings
    }()
}
