// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckTestSupport
import Testing

@testable import TapedeckCore

struct MemberScannerTests {
    private static let long = String(repeating: "abc.DEF-", count: 100)

    private func scan(_ pieces: [ArraySlice<UInt8>], as placeholder: Placeholder) -> (text: String, replacements: Int) {
        var scanner = MemberScanner(placeholder: placeholder)
        let bytes = pieces.flatMap { scanner.push($0) } + scanner.finish()
        return (String(decoding: bytes, as: UTF8.self), scanner.replacements)
    }

    private func scan(_ text: String, as placeholder: Placeholder = .uniform) -> (text: String, replacements: Int) {
        scan([Array(text.utf8)[...]], as: placeholder)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let before: String
        let after: String
        var testDescription: String { before }

        init(_ before: String, _ after: String) {
            self.before = before
            self.after = after
        }
    }

    static let secrets = [
        Case(#"{"api_key":"abc","b":1}"#, #"{"api_key":"REDACTED","b":1}"#),
        Case(#"{"apiKey" : "abc"}"#, #"{"apiKey" : "REDACTED"}"#),
        Case("{\n  \"password\":\n  \"a\\\"b\\\\\"\n}", "{\n  \"password\":\n  \"REDACTED\"\n}"),
        Case(
            #"{"WANDB_API_KEY":"abc","hf_api_token":"x"}"#,
            #"{"WANDB_API_KEY":"REDACTED","hf_api_token":"REDACTED"}"#
        ),
        Case(#"{"wandb_key":"abc"}"#, #"{"wandb_key":"REDACTED"}"#),
        Case(
            #"{"client_secret":{"value":"ab","expires_at":5}}"#,
            #"{"client_secret":{"value":"REDACTED","expires_at":5}}"#
        ),
        Case(#"{"secret":["a","b"],"c":"d"}"#, #"{"secret":["REDACTED","REDACTED"],"c":"d"}"#),
        Case(#"{"password":12345678,"pwd":-1.5e3}"#, #"{"password":0,"pwd":0}"#),
        Case(#"{"token":"plain-value-9"}"#, #"{"token":"REDACTED"}"#),
        Case(#"{"type":"mcp","authorization":"abc"}"#, #"{"type":"mcp","authorization":"REDACTED"}"#),
        Case(
            #"{"headers":{"X-Any":"abc","Accept":"a/b","Y":["c"]},"d":"e"}"#,
            #"{"headers":{"X-Any":"REDACTED","Accept":"a/b","Y":["REDACTED"]},"d":"e"}"#
        ),
        Case(
            #"{"headers":[{"name":"X-Any","value":"abc"}]}"#,
            #"{"headers":[{"name":"X-Any","value":"REDACTED"}]}"#
        ),
        Case(#"{"arguments":"{\"api_key\": \"a\\\"b\"}"}"#, #"{"arguments":"{\"api_key\": \"REDACTED\"}"}"#),
        Case(
            #"{"a":"{\"b\":\"{\\\"password\\\":\\\"x\\\"}\"}"}"#,
            #"{"a":"{\"b\":\"{\\\"password\\\":\\\"REDACTED\\\"}\"}"}"#
        ),
        Case(
            "data: {\"access_token\":\"x\"}\n\ndata: [DONE]\n\n",
            "data: {\"access_token\":\"REDACTED\"}\n\ndata: [DONE]\n\n"
        ),
        Case(#"{"secret":"\#(long)","a":1}"#, #"{"secret":"REDACTED","a":1}"#),
        Case(#"{"credentials":{"user":"u","password":"p"}}"#, #"{"credentials":{"user":"u","password":"REDACTED"}}"#),
        Case(#"{"api_key":"cut off"#, #"{"api_key":"REDACTED"#),
        Case(#"an odd " quote {"api_key":"x"}"#, #"an odd " quote {"api_key":"REDACTED"}"#),
    ]

    @Test(arguments: secrets)
    func `replaces values of members that are named like a credential, however the bytes are cut`(_ row: Case) {
        let bytes = Array(row.before.utf8)
        #expect(scan([bytes[...]], as: .uniform).text == row.after)
        let kept = scan([bytes[...]], as: .lengthClass)
        #expect(kept.replacements > 0)
        #expect(scan(kept.text, as: .lengthClass) == (kept.text, row.before.contains("12345678") ? 0 : 0))
        #expect(scan(kept.text).text == row.after)
        for pieces in bytes.cuts {
            let cut = scan(pieces, as: .lengthClass)
            #expect(cut == kept)
        }
        #expect(scan(bytes.indices.map { bytes[$0...$0] }, as: .lengthClass) == kept)
    }

    static let harmless = [
        #"{"max_tokens":5,"tokens":["a"],"token_ids":[1],"total_tokens":12345678}"#,
        #"{"next_page_token":"abc-1234567","page_token":"x12345678","eos_token":"</s>"}"#,
        #"{"prompt_cache_key":"abc-1234567","key":"author","safety_identifier":"u"}"#,
        #"{"logprobs":{"content":[{"token":"12345678","logprob":-1,"top_logprobs":[{"token":"password1"}]}]}}"#,
        #"{"logprobs":[{"token":"international12","bytes":[1]}],"a":"b"}"#,
        #"{"choices":[{"logprobs":{"tokens":["a"],"top_logprobs":[{"password":-1.25}]}}]}"#,
        #"{"token":" word","b":{"token":"word"},"c":{"token":"a longer piece 1 of text"}}"#,
        #"{"token":{"id":5,"text":"x"},"password":null,"secret":true,"api_key":""}"#,
        #"{"properties":{"password":{"type":"string","description":"The password"},"token":{"type":"string"}}}"#,
        #"{"properties":{"headers":{"type":"object","additionalProperties":{"type":"string"}}},"required":["token"]}"#,
        #"{"authors":"a","description":"secret","invalid_token":"code-12345","weight_token":"code-12345"}"#,
        #"{"message":"the api_key: is wrong","code":"invalid_api_key"}"#, "no \"secret\" : here", "\"password\":",
        #"{"encrypted_content":"abcd1234","signature":"abcd12345678"}"#,
    ]

    @Test(arguments: harmless)
    func `leaves alone what only sounds like a credential`(_ text: String) {
        for pieces in Array(text.utf8).cuts {
            let (kept, replacements) = scan(pieces, as: .uniform)
            #expect(kept == text)
            #expect(replacements == 0)
        }
    }

    @Test func `gives the same for any pieces of random texts, and a fingerprint's form from the cassette's`() {
        let parts = [
            "{", "}", "[", "]", ",", ":", " ", "\"", "\\", "\"token\"", "\"api_key\":", "\"password\" : ",
            "\"abc12345\"",
            "\"headers\":", "\"logprobs\":", "\"value\"", "\\\"secret\\\":\\\"x\\\"", "12", "REDACTED", "\n", "\"x\":",
        ]
        var generator = SplitMix64(seed: 21)
        for _ in 0..<3000 {
            let text = (0..<14).map { _ in parts.randomElement(using: &generator) ?? "" }.joined()
            let whole = scan(text, as: .lengthClass)
            let cut = scan(Array(text.utf8).pieces(upTo: 9, using: &generator), as: .lengthClass)
            #expect(cut == whole, "\(text)")
            #expect(scan(whole.text).text == scan(text).text, "\(text)")
            #expect(scan(whole.text, as: .lengthClass).text == whole.text, "\(text)")
        }
    }
}
