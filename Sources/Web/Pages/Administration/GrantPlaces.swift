import Access
import Casework

/// Forces and operations, as roles are given in them.
struct GrantPlaces: Sendable {
    let forces: [Force]
    let operations: [OperationEntry]

    init(_ store: any SiteStore) async throws {
        forces = try await store.forces()
        operations = try await store.operations()
    }

    var forceOfOperation: [Int64: Int64] {
        Dictionary(operations.map { ($0.id, $0.force.id) }, uniquingKeysWith: { first, _ in first })
    }

    /// “Analyst, Thornmere Police”.
    func written(_ grant: Grant) -> String { "\(grant.role.title), \(name(of: grant.scope))" }

    func name(of scope: Scope) -> String {
        switch scope {
        case .everywhere: "everywhere"
        case .force(let id): forces.first { $0.id == id }?.name ?? "force \(id)"
        case .operation(let id): operations.first { $0.id == id }.map(Self.name) ?? "operation \(id)"
        }
    }

    /// A restricted operation's name is for those it is restricted to.
    private static func name(of operation: OperationEntry) -> String {
        operation.isRestricted
            ? "restricted operation \(operation.id) (\(operation.force.name))"
            : "operation \(operation.name) (\(operation.force.name))"
    }

    // MARK: In forms

    static func value(of scope: Scope) -> String {
        switch scope {
        case .everywhere: "everywhere"
        case .force(let id): "force-\(id)"
        case .operation(let id): "operation-\(id)"
        }
    }

    static func scope(_ value: String) -> Scope? {
        if value == "everywhere" { return .everywhere }
        let parts = value.split(separator: "-", maxSplits: 1)
        guard parts.count == 2, let id = Int64(parts[1]) else { return nil }
        switch parts[0] {
        case "force": return .force(id)
        case "operation": return .operation(id)
        default: return nil
        }
    }

    static func grant(_ form: Form) -> Grant? {
        guard let role = Role(rawValue: form["role"]), let scope = scope(form["where"]) else { return nil }
        return Grant(role, scope)
    }

    /// The scopes in which an administrator may give roles.
    func scopes(for who: Principal) -> [Scope] {
        let all: [Scope] =
            [.everywhere] + forces.map { .force($0.id) }
            + operations.filter { !$0.isRemoved }.map { .operation($0.id) }
        return all.filter { scope in
            let place: Place =
                switch scope {
                case .everywhere: .everywhere
                case .force(let id): Place(force: id)
                case .operation(let id): Place(force: forceOfOperation[id])
                }
            return AccessRules.decide(who, .manageUsers, on: place).isAllowed
        }
    }
}
