// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// Answers every request with one file: what a server on SwiftNIO can reach at most. `Ceiling MODE FILE`
///
/// `pipeline` goes through NIO's HTTP handlers, `raw` finds the end of each request in the bytes and writes one prepared
/// buffer, `hash` does so and takes the SHA-256 of the request. Prints its base URL when it listens.
@main
struct Ceiling {
    enum Mode: String {
        case pipeline, raw, hash
    }

    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let mode = Mode(rawValue: arguments[1]) else {
            print("usage: Ceiling pipeline|raw|hash FILE")
            return
        }
        let body = ByteBuffer(bytes: try Data(contentsOf: URL(fileURLWithPath: arguments[2])))
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    switch mode {
                    case .pipeline:
                        try pipeline.configureHTTPServerPipeline()
                        try pipeline.addHandler(PipelineHandler(body))
                    case .raw, .hash:
                        try pipeline.addHandler(RawHandler(body, takesDigest: mode == .hash))
                    }
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        print("http://127.0.0.1:\(channel.localAddress?.port ?? 0)/v1")
        // A pipe would keep the line back.
        fflush(nil)
        try await channel.closeFuture.get()
    }
}
