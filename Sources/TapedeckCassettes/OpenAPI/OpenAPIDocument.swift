// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCore
import TapedeckYAML

/// A description of an API: which answer has which schema.
package final class OpenAPIDocument {
    /// The largest file that is read, in bytes.
    private static let limit = 64 << 20

    /// The version of the API that is described.
    package let version: String
    let compiler: SchemaCompiler
    private let templates: [(template: PathTemplate, operations: JSONValue)]
    private let root: JSONValue
    private let basePaths: [String]
    private var schemas: [String: SchemaNode] = [:]

    /// Reads a description from a file of YAML or JSON.
    /// - Parameter path: The file.
    /// - Throws: ``CassetteError`` that names the file and what is wrong with it.
    package convenience init(contentsOf path: String) throws {
        func failure(_ code: CassetteError.Code, _ reason: String) -> CassetteError {
            CassetteError(code: code, message: "\(path) is no API description to check against: \(reason).")
        }
        guard let file = FileHandle(forReadingAtPath: path), let data = try? file.read(upToCount: Self.limit + 1) else {
            throw failure(.notFound, "it cannot be read")
        }
        try? file.close()
        guard data.count <= Self.limit else { throw failure(.damaged, "it is larger than \(Self.limit >> 20) MiB") }
        do throws(SchemaError) {
            try self.init(Array(data))
        } catch {
            throw failure(.damaged, error.description)
        }
    }

    /// Reads a description.
    convenience init(_ bytes: [UInt8]) throws(SchemaError) {
        if bytes.first(where: { !" \t\r\n".utf8.contains($0) }) == UInt8(ascii: "{") {
            let root: JSONValue
            do throws(JSONError) {
                root = try JSONValue(parsing: bytes)
            } catch {
                throw SchemaError("the JSON cannot be read at byte \(error.offset): \(error.reason)")
            }
            try self.init(root: root)
            return
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw SchemaError("it is not UTF-8") }
        let root: JSONValue?
        do throws(YAMLError) {
            root = try YAMLReader.value(text)
        } catch {
            throw SchemaError(error.reason + (error.line.map { " in line \($0)" } ?? ""))
        }
        guard let root else { throw SchemaError("the YAML is empty") }
        try self.init(root: root)
    }

    private init(root: JSONValue) throws(SchemaError) {
        guard root["openapi"]?.string?.hasPrefix("3.") == true, case .object(let paths)? = root["paths"] else {
            throw SchemaError("it has no 'openapi: 3…' and no 'paths'")
        }
        var components: [JSONMember] = []
        if case .object(let members)? = root["components"]?["schemas"] { components = members }
        self.root = root
        self.version = root["info"]?["version"]?.string ?? ""
        self.compiler = SchemaCompiler(components: components)
        self.templates = paths.map { (PathTemplate($0.name), $0.value) }
        self.basePaths = (root["servers"]?.elements ?? []).compactMap { server in
            guard let url = server["url"]?.string else { return nil }
            let rest = url.split(separator: "://", maxSplits: 1).last ?? ""
            return rest.firstIndex(of: "/").map { String(rest[$0...]) }
        }
    }

    /// The operation that a request asks for, with the path as the description writes it.
    func operation(method: String, path: String) -> (template: String, operation: JSONValue)? {
        var candidates = [path]
        for base in basePaths where base != "/" && path.hasPrefix(base) {
            candidates.append(String(path.dropFirst(base.count)))
        }
        for candidate in candidates {
            let segments = candidate.split(separator: "/")
            let best = templates.compactMap { entry in entry.template.match(segments).map { ($0, entry) } }
                .max { $0.0 < $1.0 }
            if let entry = best?.1, let operation = entry.operations[method.lowercased()] {
                return (entry.template.text, operation)
            }
        }
        return nil
    }

    /// The schema of an answer: that of its status, of its class such as `4XX`, or of any; `nil` when none is told.
    func schema(of operation: (template: String, operation: JSONValue), method: String, status: Int, type: String)
        -> SchemaNode?
    {
        let key = "\(method) \(operation.template) \(status) \(type)"
        if let node = schemas[key] { return node }
        let responses = operation.operation["responses"]
        let response = responses?["\(status)"] ?? responses?["\(status / 100)XX"] ?? responses?["default"]
        guard case .object(let contents)? = resolved(response)?["content"],
            let content = contents.first(where: { FieldParameters($0.name).value == type }),
            let schema = content.value["schema"]
        else { return nil }
        let node = compiler.node(schema)
        schemas[key] = node
        return node
    }

    /// The target of a reference.
    private func resolved(_ value: JSONValue?) -> JSONValue? {
        guard let reference = value?["$ref"]?.string, reference.hasPrefix("#/") else { return value }
        return reference.dropFirst(2).split(separator: "/").reduce(Optional(root)) { $0?[String($1)] }
    }
}
