/// The United Kingdom's number ranges, as integers.
///
/// Source: Ofcom, National Telephone Numbering Plan, by leading digits; drama ranges from facts 4.27 and the
/// GOV.UK Design System's phone number pattern. The Channel Islands and the Isle of Man share +44 and these
/// ranges (07911 1xxxxx is Guernsey's).
enum UnitedKingdomRanges {
    struct Range: Sendable {
        let first: UInt64
        let last: UInt64
        let use: NumberingPlan.Use

        func contains(_ number: UInt64) -> Bool { (first...last).contains(number) }
    }

    /// In order of precedence: the first range that holds a number says its use.
    static let table: [Range] = [
        Range(first: 7_700_900_000, last: 7_700_900_999, use: .drama),
        Range(first: 1_632_960_000, last: 1_632_960_999, use: .drama),
        Range(first: 2_079_460_000, last: 2_079_460_999, use: .drama),
        Range(first: 8_081_570_000, last: 8_081_570_999, use: .drama),
        Range(first: 7_000_000_000, last: 7_099_999_999, use: .personal),
        Range(first: 7_624_000_000, last: 7_624_999_999, use: .mobile),  // Isle of Man, inside the pagers
        Range(first: 7_600_000_000, last: 7_699_999_999, use: .pager),
        Range(first: 7_100_000_000, last: 7_999_999_999, use: .mobile),
        Range(first: 1_000_000_000, last: 2_999_999_999, use: .geographic),
        Range(first: 100_000_000, last: 199_999_999, use: .geographic),  // nine digits, a few old exchanges
        Range(first: 3_000_000_000, last: 3_999_999_999, use: .ukWide),
        Range(first: 5_500_000_000, last: 5_599_999_999, use: .corporate),
        Range(first: 5_600_000_000, last: 5_699_999_999, use: .internet),
        Range(first: 8_000_000_000, last: 8_099_999_999, use: .freephone),
        Range(first: 800_000_000, last: 800_999_999, use: .freephone),  // 0800 and six digits
        Range(first: 8_001_111, last: 8_001_111, use: .freephone),  // Childline
        Range(first: 8_400_000_000, last: 8_799_999_999, use: .service),
        Range(first: 9_000_000_000, last: 9_899_999_999, use: .premium),
    ]
}
