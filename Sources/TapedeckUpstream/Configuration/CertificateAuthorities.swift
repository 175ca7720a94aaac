// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import CTapedeckCurl
import Foundation

/// The file of certificate authorities to trust when none is named.
///
/// libcurl has the place of the system it was built on compiled in. A binary that carries libcurl to another distribution
/// would find nothing there and refuse every upstream.
enum CertificateAuthorities {
    /// Variables that name a file: curl's, and OpenSSL's.
    private static let variables = ["CURL_CA_BUNDLE", "SSL_CERT_FILE"]

    /// Where distributions keep the file.
    private static let places = [
        // Debian, Ubuntu, Arch, Gentoo, Alpine; Fedora before 43 has it as a link at the second place.
        "/etc/ssl/certs/ca-certificates.crt",
        // Fedora, RHEL and Amazon Linux.
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        // openSUSE.
        "/etc/ssl/ca-bundle.pem",
        // Alpine, FreeBSD and macOS.
        "/etc/ssl/cert.pem",
    ]

    /// Finds the file.
    /// - Parameters:
    ///   - environment: The variables of the process.
    ///   - builtIn: The file that libcurl reads by itself; `nil` when it reads none.
    ///   - isReadable: Whether there is a file that can be read at a path.
    /// - Returns: The path that a variable names, or that of the first place with a file. `nil` leaves it to libcurl: when
    ///   its own file is there, and when no place has one.
    static func file(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        builtIn: String? = tapedeck_curl_built_in_authorities().map { String(cString: $0) },
        isReadable: (String) -> Bool = { FileManager.default.isReadableFile(atPath: $0) }
    ) -> String? {
        for variable in variables {
            if let path = environment[variable], !path.isEmpty { return path }
        }
        guard let builtIn, !isReadable(builtIn) else { return nil }
        return places.first(where: isReadable)
    }
}
