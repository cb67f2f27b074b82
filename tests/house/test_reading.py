"""The health form is easy to read: a reading grade for each question and option of content/safety, on average below 7, none above 10."""
import json
import re
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Words that a client knows from their doctor, or that stand beside their explanation on the same line: they count as short.
MEDICAL = set("""warfarin apixaban rivaroxaban edoxaban dabigatran heparin aspirin clopidogrel ticagrelor prednisolone ibuprofen naproxen diclofenac
    osteoporosis epilepsy diabetes arthritis bursitis impetigo pacemaker defibrillator glucose insulin platelets pregnancy pregnant medicine medicines
    operation operations inflammation contractions aneurysm radiation antibiotics covid botox varicose immune transplant chemotherapy painkiller painkillers
    infection thyroid overactive allergic allergies injury doctor midwife""".split())


def syllables(word):
    word = word.lower()
    if word in MEDICAL:
        return 2
    n = len(re.findall(r"[aeiouy]+", word))
    if word.endswith("e") and not word.endswith(("le", "ee", "ye")) and n > 1:
        n -= 1
    if word.endswith("ed") and not word.endswith(("ted", "ded")) and n > 1:
        n -= 1
    return max(n, 1)


def grade(text):
    """Flesch-Kincaid; what stands in brackets is an explanation of its own."""
    text = re.sub(r"\([^)]*\)", " ", text)
    words = re.findall(r"[A-Za-z][A-Za-z'-]*", text)
    if len(words) < 3:
        return 0.0 # a name, not a sentence: the formula says nothing of it
    parts = max(1, len([p for p in re.split(r"[.?!:;]", text) if len(p.split()) > 1]))
    return 0.39 * len(words) / parts + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def texts():
    for question in json.loads((ROOT / "content/safety/questions.json").read_text())["questions"]:
        if question.get("by") == "therapist":
            continue
        yield question["id"], question["words"]
        for option in question.get("options", []):
            yield f"{question['id']}.{option['id']}", option["words"]


class Reading(unittest.TestCase):
    def test_grades(self):
        grades = {name: grade(words) for name, words in texts()}
        hard = {name: round(g, 1) for name, g in grades.items() if g > 10}
        self.assertFalse(hard, "too hard to read")
        sentences = [g for g in grades.values() if g != 0]
        self.assertGreater(len(sentences), 100)
        self.assertLess(sum(sentences) / len(sentences), 7)

    def test_it_measures(self):
        self.assertLess(grade("Do you have a cold today?"), 3)
        self.assertGreater(grade("Have you previously experienced cardiovascular complications necessitating hospitalisation?"), 10)


if __name__ == "__main__":
    unittest.main()
