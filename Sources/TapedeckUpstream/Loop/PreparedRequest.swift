// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import CTapedeckCurl
import TapedeckCore

/// A request on its way into a libcurl handle.
struct PreparedRequest {
    /// Up to this size a body is copied at once, so that libcurl sends it in one go with the head.
    private static let copiedSize = 64 * 1024

    /// The request.
    let request: OutgoingRequest
    /// The configuration of the client.
    let configuration: UpstreamConfiguration
    /// Whether to make a new connection in any case.
    var usesFreshConnection = false

    /// Tells whether the body is asked for piece by piece.
    static func isSentPiecewise(_ request: OutgoingRequest) -> Bool {
        guard request.hasBody, request.body.length != 0 else { return false }
        guard case .bytes(let bytes) = request.body.content else { return true }
        return bytes.count > copiedSize
    }

    /// Sets a handle up.
    /// - Parameters:
    ///   - handle: The handle, fresh or used for an earlier request.
    ///   - callbacks: What libcurl calls; must outlive the transfer.
    ///   - context: The argument of the callbacks.
    /// - Returns: Whether libcurl takes the request.
    func apply(
        to handle: OpaquePointer,
        callbacks: UnsafePointer<tapedeck_callbacks>,
        context: UnsafeMutableRawPointer
    ) -> Bool {
        var fields = tapedeck_request()
        fields.upload = upload
        fields.use_fresh_connection = usesFreshConnection || isReadOnce
        fields.use_environment_proxy = configuration.proxies == .environment
        fields.connect_timeout_ms = max(1, configuration.timeouts.connecting.inMilliseconds)
        return request.method.withCString { method in
            url.withCString { url in
                withOptionalCString(verbatimTarget) { target in
                    withOptionalCString(configuration.certificateAuthorities) { authorities in
                        withCopiedBody { body, length in
                            request.lines.bytes.withUnsafeBytes { lines in
                                fields.method = method
                                fields.url = url
                                fields.target = target
                                fields.ca_bundle = authorities
                                fields.body = body
                                fields.body_length = length
                                fields.lines = lines.baseAddress?.assumingMemoryBound(to: CChar.self)
                                fields.lines_length = lines.count
                                fields.line_count = request.lines.count
                                return tapedeck_transfer_prepare(handle, &fields, callbacks, context)
                            }
                        }
                    }
                }
            }
        }
    }

    private var url: String {
        let origin = "\(configuration.baseURL.scheme)://\(configuration.baseURL.authority)"
        return verbatimTarget == nil ? origin + request.target : origin + "/"
    }

    /// The target to send as it is; a proxy for plain HTTP needs the whole URL there, which is left to libcurl.
    private var verbatimTarget: String? {
        configuration.proxies == .environment && configuration.baseURL.scheme == "http" ? nil : request.target
    }

    private var upload: tapedeck_upload {
        guard request.hasBody else { return TAPEDECK_UPLOAD_NONE }
        return Self.isSentPiecewise(request) ? TAPEDECK_UPLOAD_CALLBACK : TAPEDECK_UPLOAD_COPIED
    }

    /// Whether the body cannot be sent a second time.
    private var isReadOnce: Bool {
        if case .stream = request.body.content { Self.isSentPiecewise(request) } else { false }
    }

    private func withCopiedBody<Result>(_ work: (UnsafePointer<UInt8>?, Int64) -> Result) -> Result {
        let length = Int64(request.body.length ?? -1)
        guard upload == TAPEDECK_UPLOAD_COPIED, case .bytes(let bytes) = request.body.content else {
            return work(nil, length)
        }
        return bytes.withUnsafeBufferPointer { work($0.baseAddress, length) }
    }
}

private func withOptionalCString<Result>(_ string: String?, _ work: (UnsafePointer<CChar>?) -> Result) -> Result {
    guard let string else { return work(nil) }
    return string.withCString { work($0) }
}

extension Duration {
    /// Whole milliseconds, rounded up.
    var inMilliseconds: Int {
        let (seconds, attoseconds) = components
        let (milliseconds, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        guard !overflow, milliseconds < .max - 1000 else { return .max }
        return Int(milliseconds) + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
