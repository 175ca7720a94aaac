// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The languages of speech, by their codes of ISO 639-1.
enum SpokenLanguage {
    /// The English name in lower case, as in responses; `nil` for an unknown code.
    static func name(of code: String) -> String? { names[code.lowercased()] }

    private static let names = [
        "af": "afrikaans", "ar": "arabic", "az": "azerbaijani", "be": "belarusian", "bg": "bulgarian", "bs": "bosnian",
        "ca": "catalan", "cs": "czech", "cy": "welsh", "da": "danish", "de": "german", "el": "greek", "en": "english",
        "es": "spanish", "et": "estonian", "fa": "persian", "fi": "finnish", "fr": "french", "gl": "galician",
        "he": "hebrew", "hi": "hindi", "hr": "croatian", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
        "is": "icelandic", "it": "italian", "ja": "japanese", "kk": "kazakh", "kn": "kannada", "ko": "korean",
        "lt": "lithuanian", "lv": "latvian", "mi": "maori", "mk": "macedonian", "mr": "marathi", "ms": "malay",
        "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian",
        "ru": "russian", "sk": "slovak", "sl": "slovenian", "sr": "serbian", "sv": "swedish", "sw": "swahili",
        "ta": "tamil", "th": "thai", "tl": "tagalog", "tr": "turkish", "uk": "ukrainian", "ur": "urdu",
        "vi": "vietnamese", "zh": "chinese",
    ]
}
