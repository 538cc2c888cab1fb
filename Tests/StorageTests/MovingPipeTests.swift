import Dispatch
import Testing

@testable import Storage

/// Handing values from one thread to another.
struct MovingPipeTests {
    private struct Failed: Error {}

    @Test(
        "What is given is taken, all of it and in its order, and then the end",
        arguments: [0, 1, 8, 9, 1_000])
    func order(count: Int) async {
        let pipe = BlockPipe<Int>()
        DispatchQueue.global().async {
            for value in 0..<count { try? pipe.give(value) }
            pipe.end()
        }
        let taken = await Self.onAThread {
            var taken: [Int] = []
            while let value = try pipe.take() { taken.append(value) }
            // Asking again is answered the same.
            return try pipe.take() == nil ? taken : []
        }
        #expect((try? taken.get()) == Array(0..<count))
    }

    @Test("The giver's error comes after all that was given", arguments: [0, 5, 20])
    func failure(count: Int) async {
        let pipe = BlockPipe<Int>()
        DispatchQueue.global().async {
            for value in 0..<count { try? pipe.give(value) }
            pipe.end(.failure(Failed()))
        }
        let taken = await Self.onAThread {
            for _ in 0..<count { _ = try pipe.take() }
            return try pipe.take()
        }
        #expect(throws: Failed.self) { try taken.get() }
    }

    @Test("A taker who leaves lets the giver go, whatever is left between them", arguments: 0..<20)
    func stopped(taken: Int) async throws {
        let pipe = BlockPipe<Int>()
        DispatchQueue.global().async {
            for _ in 0..<taken { _ = try? pipe.take() }
            pipe.stop()
        }
        let given = await Self.onAThread {
            var given = 0
            do { while true { try pipe.give(given); given += 1 } } catch is BlockPipe<Int>.Stopped {}
            return given
        }
        #expect((taken...taken + 9).contains(try given.get()))
    }

    private static func onAThread<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async -> Result<Value, any Error> {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: Result { try work() }) }
        }
    }
}
