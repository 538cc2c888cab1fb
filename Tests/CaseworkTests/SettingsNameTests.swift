import Casework
import LineMatching
import Testing

struct SettingsNameTests {
    private static func settings(
        _ evidence: EvidenceSettings, _ view: Ranking.View.Kind = .network, version: Int? = nil,
        without: Set<String> = []
    ) -> ScorerSettings {
        var evidence = evidence
        evidence.basis.view = view
        let settings = OpenSetScorer(evidence).settings
        return ScorerSettings(
            scorer: settings.scorer, version: version ?? settings.version,
            parameters: settings.parameters.filter { !without.contains($0.key) })
    }

    @Test(
        "Settings for court are known for what they are in every view", arguments: Ranking.View.Kind.allCases)
    func everyView(view: Ranking.View.Kind) {
        #expect(Self.settings(.confirmatory, view).name == .confirmatory)
        #expect(Self.settings(.exploratory, view).name == .exploratory)
    }

    @Test("Of this version one figure that differs makes them settings for searching")
    func changed() {
        var other = EvidenceSettings.confirmatory
        other.caps.most = 9
        #expect(Self.settings(other).name == .exploratory)
        var clockless = EvidenceSettings.confirmatory
        clockless.basis.usesClock = false
        #expect(Self.settings(clockless).name == .exploratory)
    }

    @Test("An older version's are told by what they leave out, whatever their figures were")
    func older() {
        var then = EvidenceSettings.confirmatory
        then.events.repeatWeight = 0.25
        #expect(Self.settings(then, .few, version: 1).name == .confirmatory)
        let yetToCome: Set = ["weighs_sim", "weighs_place", "order_cap"]
        #expect(Self.settings(then, version: 1, without: yetToCome).name == .confirmatory)
        #expect(Self.settings(.exploratory, version: 1).name == .exploratory)
        #expect(Self.settings(.exploratory, version: 1, without: yetToCome).name == .exploratory)
        #expect(Self.settings(then, version: 1, without: ["friend_rounds"]).name == .exploratory)
        let other = ScorerSettings(scorer: "community-overlap", version: 1, parameters: ["friend_rounds": 0])
        #expect(other.name == .exploratory)
    }
}
