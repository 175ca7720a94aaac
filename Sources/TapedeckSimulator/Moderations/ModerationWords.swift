// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The words that the simulated moderation knows: few and mild ones, written for this project.
///
/// A phrase is flagged where its words follow one another. A word in capitals stands for a group of words.
enum ModerationWords {
    /// The groups of words.
    static let groups: [String: [String]] = [
        "HARM": [
            "kill", "kills", "killed", "killing", "murder", "murdered", "murdering", "stab", "stabbed", "stabbing",
            "shoot",
            "shooting", "strangle", "strangled", "attack", "attacked", "attacking", "hurt", "hurting", "slaughter",
            "exterminate",
        ],
        "SOMEONE": [
            "you", "him", "her", "them", "everyone", "somebody", "someone", "people", "person", "man", "woman", "boss",
            "neighbor", "neighbour", "teacher", "family", "animal", "animals", "dog", "cat", "plants", "houseplants",
        ],
        "PEOPLES": [
            "immigrants", "foreigners", "refugees", "women", "men", "muslims", "christians", "jews", "hindus", "gays",
            "lesbians", "minorities", "disabled",
        ],
        "SELF": ["myself", "yourself", "ourselves"],
        "INSULT": [
            "idiot", "idiots", "moron", "morons", "stupid", "loser", "losers", "pathetic", "worthless", "disgusting",
            "ugly",
        ],
        "LESSER": ["inferior", "subhuman", "vermin", "parasites", "filth"],
        "NUDITY": ["porn", "pornography", "erotic", "nude", "nudes", "naked"],
        "MINOR": ["child", "children", "minor", "minors", "underage", "schoolgirl", "schoolboy"],
        "GORE": [
            "gore", "gory", "guts", "dismember", "dismembered", "mutilate", "mutilated", "decapitate", "decapitated",
        ],
        "BOMB": ["bomb", "bombs", "explosive", "explosives", "grenade"],
        "MAKE": ["make", "build", "buy", "sell", "get", "cook", "print"],
        "CONTRABAND": ["meth", "cocaine", "heroin", "counterfeit", "ransomware", "malware"],
        "STEAL": ["steal", "shoplift", "burgle", "launder", "hack", "hijack"],
    ]

    /// Words that may stand between those of a phrase.
    static let fillers: Set<String> = [
        "a", "all", "an", "every", "into", "just", "m", "my", "of", "re", "really", "so", "such", "that", "the",
        "these",
        "those", "to", "very", "your",
    ]

    /// The phrases, and the score of each category for them.
    static let phrases: [(words: String, scores: [ModerationCategory: Double])] = [
        ("HARM SOMEONE", [.violence: 0.93, .harassmentThreatening: 0.62, .harassment: 0.55]),
        ("HARM PEOPLES", [.violence: 0.91, .hateThreatening: 0.83, .hate: 0.88, .harassmentThreatening: 0.55]),
        ("HARM SELF", [.selfHarm: 0.96, .selfHarmIntent: 0.91, .violence: 0.24]),
        ("how HARM SELF", [.selfHarmInstructions: 0.92]),
        ("commit suicide", [.selfHarm: 0.95, .selfHarmIntent: 0.72]),
        ("suicide", [.selfHarm: 0.64]),
        ("want die", [.selfHarm: 0.92, .selfHarmIntent: 0.94]),
        ("end life", [.selfHarm: 0.89, .selfHarmIntent: 0.9]),
        ("cut SELF", [.selfHarm: 0.93, .selfHarmIntent: 0.76]),
        ("hate you", [.harassment: 0.81]),
        ("hate PEOPLES", [.hate: 0.86, .harassment: 0.6]),
        ("PEOPLES are INSULT", [.hate: 0.84, .harassment: 0.71]),
        ("PEOPLES are LESSER", [.hate: 0.95, .harassment: 0.66]),
        ("LESSER race", [.hate: 0.93]),
        ("you are INSULT", [.harassment: 0.92]),
        ("you INSULT", [.harassment: 0.94]),
        ("shut up", [.harassment: 0.56]),
        ("NUDITY", [.sexual: 0.68]),
        ("have sex", [.sexual: 0.81]),
        ("NUDITY NUDITY", [.sexual: 0.94]),
        ("NUDITY MINOR", [.sexual: 0.95, .sexualMinors: 0.97]),
        ("MINOR NUDITY", [.sexual: 0.95, .sexualMinors: 0.97]),
        ("GORE", [.violenceGraphic: 0.72, .violence: 0.61]),
        ("HARM blood", [.violenceGraphic: 0.81, .violence: 0.77]),
        ("MAKE BOMB", [.illicit: 0.94, .illicitViolent: 0.9, .violence: 0.31]),
        ("MAKE weapon", [.illicit: 0.71, .illicitViolent: 0.66]),
        ("MAKE CONTRABAND", [.illicit: 0.93]),
        ("STEAL car", [.illicit: 0.9]),
        ("STEAL money", [.illicit: 0.88]),
        ("STEAL account", [.illicit: 0.83]),
        ("STEAL identity", [.illicit: 0.87]),
    ]
}
