import LineMatching

extension Evaluation.Summary {
    /// A share of the switches asked about; nil where none was.
    func known(_ share: KeyPath<Self, Double>) -> Double? { asked > 0 ? self[keyPath: share] : nil }
}

extension EvaluationReport.Answer {
    /// All closures at one point.
    struct Summary: Encodable {
        let summary: Evaluation.Summary
        let intervals: Intervals
        let reached: [Level]
        let horizon: String?
        let events: Int?
        let beyondRecords: Int

        enum CodingKeys: String, CodingKey {
            case horizon, events, asked, visible, top1, top5, mrr, ended, dir01, dir05, cllr, reliability
            case intervals, reached, refused
            case beyondRecords = "beyond_records"
            case saidNoneOfEnded = "said_none_ended"
            case saidNoneOfMoved = "said_none_moved"
            case leastCllr = "cllr_min"
        }

        /// Every key is there, null where nothing is known; `horizon` or `events` says when.
        func encode(to encoder: any Encoder) throws {
            var box = encoder.container(keyedBy: CodingKeys.self)
            if let horizon { try box.encode(horizon, forKey: .horizon) }
            if let events { try box.encode(events, forKey: .events) }
            try box.encode(summary.asked, forKey: .asked)
            try box.encode(summary.visible, forKey: .visible)
            try box.encode(summary.known(\.top1), forKey: .top1)
            try box.encode(summary.known(\.top5), forKey: .top5)
            try box.encode(summary.known(\.meanReciprocalRank), forKey: .mrr)
            try box.encode(summary.ended, forKey: .ended)
            try box.encode(summary.refused, forKey: .refused)
            try box.encode(beyondRecords, forKey: .beyondRecords)
            try box.encode(summary.detectedAt1, forKey: .dir01)
            try box.encode(summary.detectedAt5, forKey: .dir05)
            try box.encode(summary.saidNoneOfEnded, forKey: .saidNoneOfEnded)
            try box.encode(summary.saidNoneOfMoved, forKey: .saidNoneOfMoved)
            try box.encode(summary.calibration.cost, forKey: .cllr)
            try box.encode(summary.calibration.leastCost, forKey: .leastCllr)
            try box.encode(summary.calibration.bins.map(Bin.init), forKey: .reliability)
            try box.encode(intervals, forKey: .intervals)
            try box.encode(reached, forKey: .reached)
        }
    }

    /// Numbers whose stated ratios lie in one half decade. The lowest and the highest have no end.
    struct Bin: Encodable {
        let from: OrNull<Double>
        let below: OrNull<Double>
        let targets: Int
        let others: Int
        let stated: Double
        let supported: Double
        let low: Double
        let high: Double

        init(_ bin: Calibration.Bin) {
            from = OrNull(bin.from <= -4 ? nil : bin.from)
            below = OrNull(bin.from >= 6 ? nil : bin.below)
            (targets, others, stated) = (bin.targets, bin.others, bin.stated)
            (supported, low, high) = (bin.supported, bin.low, bin.high)
        }
    }

    /// 95 % intervals of the figures of the same names.
    struct Intervals: Encodable {
        let uncertainty: Evaluation.Uncertainty

        init(_ uncertainty: Evaluation.Uncertainty) { self.uncertainty = uncertainty }

        enum CodingKeys: String, CodingKey {
            case top1, top5, dir01, dir05, cllr
            case leastCllr = "cllr_min"
        }

        func encode(to encoder: any Encoder) throws {
            var box = encoder.container(keyedBy: CodingKeys.self)
            try box.encode(uncertainty.top1, forKey: .top1)
            try box.encode(uncertainty.top5, forKey: .top5)
            try box.encode(uncertainty.detectedAt1, forKey: .dir01)
            try box.encode(uncertainty.detectedAt5, forKey: .dir05)
            try box.encode(uncertainty.cost, forKey: .cllr)
            try box.encode(uncertainty.leastCost, forKey: .leastCllr)
        }
    }

    /// How many wrong numbers are said to be at least so strong.
    struct Level: Encodable {
        let ratio: Double
        let allowed: Double
        let lookAlikes: Reach
        let others: Reach

        enum CodingKeys: String, CodingKey {
            case allowed, others
            case ratio = "log10_lr"
            case lookAlikes = "look_alikes"
        }

        init(_ level: Evaluation.Level) {
            (ratio, allowed) = (level.ratio, level.bound)
            (lookAlikes, others) = (Reach(reach: level.lookAlikes), Reach(reach: level.others))
        }
    }

    struct Reach: Encodable {
        let reach: Evaluation.Reach

        enum CodingKeys: String, CodingKey { case count, all, interval }

        func encode(to encoder: any Encoder) throws {
            var box = encoder.container(keyedBy: CodingKeys.self)
            try box.encode(reach.count, forKey: .count)
            try box.encode(reach.all, forKey: .all)
            try box.encode(reach.interval, forKey: .interval)
        }
    }
}
