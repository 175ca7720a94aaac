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
    static func member(_ name: some BidirectionalCollection<UInt8>) -> Member {
        guard name.count >= 3, name.count <= lengthLimit else { return .other }
        return word(of: name) { $0.kind != .queryItem }?.member ?? .other
    }

    /// Whether the value of a query item or of a form field is a credential.
    package static func isQueryItem(_ name: some BidirectionalCollection<UInt8>) -> Bool {
        word(of: name) { $0.kind == .credential || $0.kind == .queryItem } != nil
    }

    /// Whether the value of a header field of a request is a credential.
    package static func isHeader(_ name: some BidirectionalCollection<UInt8>) -> Bool {
        // Asked for every field of every request.
        guard let (first, second, third) = lastThree(name), mayEnd(first, second, third) else { return false }
        let isKey = matches(name, "key".utf8, isWhole: false) && !matches(name, "idempotencykey".utf8, isWhole: true)
        return isKey || matches(name, "token".utf8, isWhole: false) || isCredential(name)
    }

    /// Whether an environment variable holds a credential by its name, such as `OPENAI_API_KEY` or `HF_TOKEN`.
    package static func isVariable(_ name: some BidirectionalCollection<UInt8>) -> Bool {
        isCredential(name)
            || ["_KEY", "_TOKEN", "_PAT"].contains { name.suffix($0.utf8.count).elementsEqual($0.utf8) }
    }

    private static func isCredential(_ name: some BidirectionalCollection<UInt8>) -> Bool {
        word(of: name) { $0.kind == .credential } != nil
    }

    /// A name that says what its value is.
    private struct Word {
        enum Kind { case credential, token, headers, probabilities, queryItem }

        let letters: [UInt8]
        let isWhole: Bool
        let kind: Kind

        var member: Member {
            switch kind {
            case .credential: .credential
            case .token: .token
            case .headers: .headers
            case .probabilities: .probabilities
            case .queryItem: .other
            }
        }
    }

    /// All words, by their last three letters as ``tail(_:_:_:)`` mixes them.
    private static let words: [[Word]] = {
        var words = [[Word]](repeating: [], count: 1024)
        func add(_ texts: [[UInt8]], isWhole: Bool, _ kind: Word.Kind) {
            for text in texts {
                guard let (first, second, third) = lastThree(text) else { continue }
                words[tail(first, second, third)].append(Word(letters: text, isWhole: isWhole, kind: kind))
            }
        }
        add(endings, isWhole: false, .credential)
        add(whole, isWhole: true, .credential)
        add(inQueries, isWhole: true, .queryItem)
        add([Array("token".utf8)], isWhole: true, .token)
        add(["headers", "httpheaders"].map { Array($0.utf8) }, isWhole: true, .headers)
        add(["logprobs", "toplogprobs"].map { Array($0.utf8) }, isWhole: true, .probabilities)
        return words
    }()

    /// The word that a name ends with, or is, of those that are accepted.
    private static func word(
        of name: some BidirectionalCollection<UInt8>,
        where isAccepted: (Word) -> Bool
    ) -> Word? {
        guard let (first, second, third) = lastThree(name.lazy.filter { !isSeparator($0) }) else { return nil }
        return words[tail(first, second, third)].first {
            isAccepted($0) && matches(name, $0.letters, isWhole: $0.isWhole)
        }
    }

    private static func lastThree(_ name: some BidirectionalCollection<UInt8>) -> (UInt8, UInt8, UInt8)? {
        var rest = name[...]
        guard let third = rest.popLast(), let second = rest.popLast(), let first = rest.popLast() else { return nil }
        return (first, second, third)
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: " ")
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
            if isSeparator(byte) { continue }
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
