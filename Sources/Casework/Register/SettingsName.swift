import LineMatching

/// What an answer's settings are for.
package enum SettingsName: String, CaseIterable, Sendable {
    /// For finding numbers worth a person's time.
    case exploratory
    /// For court: contacts that changed number are not followed, and of the list's order, handset, SIM, place and hours, whose figures nobody
    /// has tested, nothing is weighed.
    case confirmatory

    package var evidence: EvidenceSettings {
        switch self {
        case .exploratory: .exploratory
        case .confirmatory: .confirmatory
        }
    }
}

extension ScorerSettings {
    package var name: SettingsName { isConfirmatory ? .confirmatory : .exploratory }

    /// Whether they are settings for court, of this version or an older one. Anything else was for searching.
    ///
    /// Of this version they are known to the last figure, one set for each view. An older version's figures are not known here:
    /// its settings are told by what they leave out, which exploratory ones never do.
    package var isConfirmatory: Bool {
        guard scorer == OpenSetScorer.name, version == OpenSetScorer.version else { return leavesOut }
        return Ranking.View.Kind.allCases.contains { view in
            var settings = EvidenceSettings.confirmatory
            settings.basis.view = view
            return self == OpenSetScorer(settings).settings
        }
    }

    /// Whether no number is followed to a new one, and nothing is weighed that rests on stated figures alone. What a version did
    /// not weigh yet has no parameter.
    private var leavesOut: Bool {
        scorer == OpenSetScorer.name && parameters["friend_rounds"] == 0
            && ["order_cap", "weighs_handset", "weighs_sim", "weighs_place", "weighs_hours"].allSatisfy {
                (parameters[$0] ?? 0) == 0
            }
    }
}
