// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Names that mark their value as a credential: of JSON members, form fields, query items, header fields and
/// environment variables.
package enum CredentialNames {
    /// Names that say so whatever stands before them, such as `WANDB_API_KEY` or `hf_api_token`; without separators.
    private static let endings: [[UInt8]] = [
        "apikey", "accesskey", "secretkey", "privatekey", "signingkey", "encryptionkey", "subscriptionkey",
        "accountkey", "storagekey", "masterkey", "licensekey", "sharedkey", "servicekey", "adminkey", "sshkey",
        "authkey", "wandbkey", "openaikey", "azurekey", "anthropickey", "secretaccesskey",
        "apitoken", "accesstoken", "refreshtoken", "authtoken", "bearertoken", "sessiontoken",
        "securitytoken", "oauthtoken", "secrettoken", "privatetoken", "personaltoken", "hftoken", "hubtoken",
        "huggingfacetoken", "githubtoken", "gitlabtoken", "slacktoken", "bottoken", "jwttoken", "csrftoken",
        "xsrftoken", "wandbtoken", "webhooktoken", "deploytoken", "logintoken", "servicetoken",
        "secret", "secrets", "password", "passwords", "passwd", "passphrase", "passcode", "authorization",
        "credential", "credentials", "connectionstring",
    ].map { Array($0.utf8) }

    /// Names that say so by themselves only.
    private static let whole: [[UInt8]] = [
        "pwd", "pat", "jwt", "idtoken", "ghtoken", "bearer", "cookie", "cookies", "setcookie",
    ]
    .map { Array($0.utf8) }

    /// Query items and fields of forms that say so in a URL and mean something else in JSON.
    private static let inQueries: [[UInt8]] = [
        "key", "token", "sig", "signature", "hmac", "xamzsignature", "xamzcredential", "xamzsecuritytoken",
        "xgoogsignature", "xgoogcredential", "auth",
    ].map { Array($0.utf8) }

    /// The longest name that is looked at.
    static let lengthLimit = 64

    /// The kind of a JSON member's value.
    enum Member {
        case other
        case credential
        /// `token`, which is also what language models are made of.
        case token
        /// Header fields of HTTP.
        case headers
        /// Tokens with their probabilities.
        case probabilities
    }

    /// The kind of a JSON member's value, by its name.
    static func member(_ name: ArraySlice<UInt8>) -> Member {
        guard name.count >= 3, name.count <= lengthLimit else { return .other }
        if matches(name, "token".utf8, isWhole: true) { return .token }
        if matches(name, "headers".utf8, isWhole: true) || matches(name, "httpheaders".utf8, isWhole: true) {
            return .headers
        }
        if matches(name, "logprobs".utf8, isWhole: true) || matches(name, "toplogprobs".utf8, isWhole: true) {
            return .probabilities
        }
        return isCredential(name) ? .credential : .other
    }

    /// Whether the value of a query item or of a form field is a credential.
    package static func isQueryItem(_ name: some BidirectionalCollection<UInt8>) -> Bool {
        isCredential(name) || inQueries.contains { matches(name, $0, isWhole: true) }
    }

    /// Whether the value of a header field of a request is a credential.
    package static func isHeader(_ name: some BidirectionalCollection<UInt8>) -> Bool {
        // Asked for every field of every request.
        let tail = Array(name.suffix(3))
        guard tail.count == 3, mayEnd(tail[0], tail[1], tail[2]) else { return false }
        let isKey = matches(name, "key".utf8, isWhole: false) && !matches(name, "idempotencykey".utf8, isWhole: true)
        return isKey || matches(name, "token".utf8, isWhole: false) || isCredential(name)
    }

    /// Whether an environment variable holds a credential by its name, such as `OPENAI_API_KEY` or `HF_TOKEN`.
    package static func isVariable(_ name: some BidirectionalCollection<UInt8>) -> Bool {
        isCredential(name)
            || ["_KEY", "_TOKEN", "_PAT"].contains { name.suffix($0.utf8.count).elementsEqual($0.utf8) }
    }

    private static func isCredential(_ name: some BidirectionalCollection<UInt8>) -> Bool {
        endings.contains { matches(name, $0, isWhole: false) } || whole.contains { matches(name, $0, isWhole: true) }
    }

    /// Whether a name ends with, or is, a word in lower case; neither the case of the name nor separators in it count.
    private static func matches(
        _ name: some BidirectionalCollection<UInt8>,
        _ word: some BidirectionalCollection<UInt8>,
        isWhole: Bool
    ) -> Bool {
        var index = name.endIndex
        var rest = word.endIndex
        while index > name.startIndex {
            name.formIndex(before: &index)
            let byte = name[index]
            if "-_. ".utf8.contains(byte) { continue }
            guard rest > word.startIndex else { return !isWhole }
            word.formIndex(before: &rest)
            guard byte | 0x20 == word[rest] else { return false }
        }
        return rest == word.startIndex
    }

    /// The last three letters of every name of ``member(_:)``, mixed to a bit.
    private static let tails: [UInt64] = {
        var tails = [UInt64](repeating: 0, count: 16)
        for word in endings + whole + ["token", "headers", "logprobs"].map({ Array($0.utf8) }) {
            let tail = Self.tail(word[word.count - 3], word[word.count - 2], word[word.count - 1])
            tails[tail >> 6] |= 1 << UInt64(tail & 63)
        }
        return tails
    }()

    private static func tail(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Int {
        (Int(first | 0x20) &* 31 ^ Int(second | 0x20) &* 7 ^ Int(third | 0x20) << 2) & 1023
    }

    /// Whether a name that ends with three bytes may be one of ``member(_:)``'s.
    static func mayEnd(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
        let tail = tail(first, second, third)
        return tails[tail >> 6] >> UInt64(tail & 63) & 1 == 1
    }
}
