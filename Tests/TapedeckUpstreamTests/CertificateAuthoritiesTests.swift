// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckUpstream

struct CertificateAuthoritiesTests {
    private let debian = "/etc/ssl/certs/ca-certificates.crt"
    private let fedora = "/etc/pki/tls/certs/ca-bundle.crt"

    private func file(_ environment: [String: String] = [:], builtIn: String?, present: [String]) -> String? {
        CertificateAuthorities.file(environment: environment, builtIn: builtIn) { present.contains($0) }
    }

    @Test func `libcurl keeps its own file where that is there`() {
        #expect(file(builtIn: debian, present: [debian, fedora]) == nil)
    }

    @Test(arguments: [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem",
    ])
    func `a binary from elsewhere finds the file of this distribution`(_ place: String) {
        #expect(file(builtIn: "/elsewhere/authorities.pem", present: [place]) == place)
    }

    @Test func `a libcurl that reads no file, such as one with the system's own store, is left alone`() {
        #expect(file(builtIn: nil, present: [debian]) == nil)
    }

    @Test func `a variable of curl or OpenSSL decides, even on a file that is not there`() {
        #expect(file(["SSL_CERT_FILE": "/own.pem"], builtIn: debian, present: [debian]) == "/own.pem")
        let both = ["CURL_CA_BUNDLE": "/curl.pem", "SSL_CERT_FILE": "/openssl.pem"]
        #expect(file(both, builtIn: debian, present: [debian]) == "/curl.pem")
        #expect(file(["CURL_CA_BUNDLE": ""], builtIn: debian, present: [debian]) == nil)
    }

    @Test func `without any file libcurl says what is missing`() {
        #expect(file(builtIn: debian, present: []) == nil)
    }
}
