// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Sentences, each with a paraphrase.
///
/// Some are light rewordings, some free ones. Sentences of different pairs are strangers.
enum Paraphrases {
    static let pairs: [(String, String)] = [
        ("How do I reset my password?", "I forgot my password. How can I reset it?"),
        ("The cat is sleeping on the sofa.", "A cat sleeps on the couch."),
        ("Can I return an item I bought last week?", "I would like to return something that I bought a week ago."),
        (
            "The company reported record profits for the third quarter.",
            "Profits reached a record in the company's third quarter."
        ),
        ("A man is playing the guitar on stage.", "On the stage, a man plays an acoustic guitar."),
        (
            "Where is my order? It should have arrived on Monday.",
            "My order has not arrived yet, although it was due on Monday."
        ),
        ("The bridge was closed because of heavy snow.", "Heavy snowfall led to the closing of the bridge."),
        ("She teaches mathematics at a school in the village.", "She is a mathematics teacher at the village school."),
        ("The doctor advised him to stop smoking.", "His doctor told him that he should quit smoking."),
        ("Two children are building a sandcastle on the beach.", "On the beach, kids build a castle of sand."),
        ("The museum opens at ten and closes at six.", "Opening hours of the museum are from ten to six."),
        ("My laptop does not turn on any more.", "The laptop won't turn on since yesterday."),
        (
            "The government plans to raise taxes on tobacco.",
            "Tobacco taxes will rise, according to the government's plan."
        ),
        ("He was born in Warsaw and grew up in Vienna.", "Born in Warsaw, he spent his childhood in Vienna."),
        (
            "The storm damaged hundreds of houses along the coast.",
            "Hundreds of coastal houses were damaged in the storm."
        ),
        ("The library lends books for four weeks.", "You can borrow books from the library for up to four weeks."),
        ("The team won the final after a penalty shoot-out.", "In the final, the team won on penalties."),
        (
            "Researchers found water ice on the surface of the moon.",
            "Water ice exists on the moon's surface, researchers say."
        ),
        ("The restaurant serves vegetarian dishes only.", "This is a vegetarian restaurant: no dish has meat."),
        (
            "Electric cars need less maintenance than petrol cars.",
            "Less maintenance is necessary for a car with an electric motor."
        ),
        ("The invoice must be paid within thirty days.", "Payment of the invoice is due in thirty days."),
        ("The flight was delayed by two hours because of fog.", "Fog delayed our flight; we left two hours late."),
        ("How old is the Eiffel Tower?", "When was the Eiffel Tower built?"),
        ("I am hungry, so let us get something to eat.", "Shall we eat? I am starving."),
        ("The price of oil fell sharply on Friday.", "Oil prices dropped by six percent at the end of the week."),
        ("How can I lose weight quickly?", "What is the fastest way to lose weight?"),
        (
            "Is it safe to drink tap water in Spain?",
            "Can you drink the water from the tap in Madrid and the rest of Spain?"
        ),
        ("The minister resigned after the scandal.", "A scandal forced the minister to step down."),
        (
            "Which programming language should a beginner learn?",
            "What is the best programming language for beginners?"
        ),
        (
            "The patient complains about strong pain in the left knee.",
            "Severe left knee pain is reported by the patient."
        ),
        (
            "My package arrived damaged and I want my money back.",
            "I would like a refund, since the package was broken when it came."
        ),
        (
            "The concert was cancelled because the singer is ill.",
            "Due to illness of the singer, there will be no concert."
        ),
        ("Turn off the lights before you leave the office.", "Lights must be switched off when leaving the office."),
        (
            "The hotel is a short walk from the station.",
            "You can walk to the hotel from the railway station in five minutes."
        ),
        ("Police are looking for a man who robbed a bank.", "A bank robber is wanted by police."),
        ("The software crashes whenever I open a large file.", "Opening big files makes the program crash."),
    ]
}
