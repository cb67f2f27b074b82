"""The safety rules against the reference: tests/vignettes/reference.json was made from its section 3 alone, row by row."""

import json

import house

RULES = {r["id"]: r for r in json.loads((house.TOP / "content/safety/rules.json").read_text())["rules"]}
TABLE = json.loads((house.TOP / "tests/vignettes/reference.json").read_text())


def softest(level):
    """The softest of "S1/S2"; S1 is the hardest."""
    return max(level.split("/"))


def wanting(rule, wanted):
    """What the reference asks of this rule and it does not say."""
    has = {"bars": rule.get("barred", []), "avoid": rule.get("regions", []), "positions": rule.get("positions", [])}
    wrong = [f"{what} lacks {x}" for what, all_of in has.items() for x in wanted.get(what, []) if x not in all_of]
    wrong += [f"does not say '{x}'" for x in wanted.get("says", []) if x not in rule["for_therapist"].lower()]
    if "pressure" in wanted and not 1 <= rule.get("pressure_max", 9) <= wanted["pressure"]:
        wrong.append(f"lets more pressure than {wanted['pressure']}")
    if "lifts" in wanted and rule.get("lifts") != wanted["lifts"]:
        wrong.append(f"is lifted by {rule.get('lifts')}, not by {wanted['lifts']}")
    return wrong


class Safety(house.HouseTest):
    def test_every_rule_is_a_row_of_the_reference_or_our_own(self):
        named = [i for row in TABLE["rows"] for i in row.get("rules", {})] + list(TABLE["own"])
        self.none([f"{i}: stands twice" for i in set(named) if named.count(i) > 1])
        self.assertEqual(sorted(named), sorted(RULES))

    def test_every_row_has_a_rule_or_says_where_else(self):
        self.none([f"{row['row']}: no rule" for row in TABLE["rows"] if not (row.get("rules") or row.get("also") or row.get("elsewhere"))])
        self.none([f"{row['row']}: there is no rule {i}" for row in TABLE["rows"] for i in row.get("also", []) if i not in RULES])

    def test_no_level_is_softer(self):
        wrong = []
        for row in TABLE["rows"]:
            for rule, wanted in row.get("rules", {}).items():
                if RULES[rule]["level"] != wanted["level"]:
                    wrong.append(f"{rule}: is {RULES[rule]['level']}, read as {wanted['level']}: {row['row']}")
                if wanted["level"] > softest(row["level"]) and not wanted.get("softer"):
                    wrong.append(f"{rule}: {wanted['level']} is softer than {row['level']}: {row['row']}")
        wrong += [f"{rule}: is {RULES[rule]['level']}, not {level}" for rule, level in TABLE["own"].items() if RULES[rule]["level"] != level]
        self.none(wrong)

    def test_limits_and_words_are_those_of_the_reference(self):
        self.none([f"{rule}: {what}" for row in TABLE["rows"] for rule, wanted in row.get("rules", {}).items() for what in wanting(RULES[rule], wanted)])

    def test_what_is_not_of_the_reference_says_so(self):
        self.none([f"{rule}: its source does not say 'Own rule'" for rule in TABLE["own"] if "Own rule" not in RULES[rule]["source"]])

    def test_what_stops_says_what_to_do_now(self):
        """The client reads it alone, at night too: S1 whom to call, S2 where to go when no doctor is to be had."""
        client = {i: (r["level"], r["for_client"]) for i, r in RULES.items()}
        self.none([f"{i}: names no number to call" for i, (level, words) in client.items() if level == "S1" and "(112, 999 or 911)" not in words])
        self.none([f"{i}: says no place to go" for i, (level, words) in client.items()
                   if level == "S2" and "emergency department" not in words and "maternity unit now" not in words])

    def test_verified_is_only_what_was_read(self):
        self.assertEqual(sorted(i for i, r in RULES.items() if r["verified"]), TABLE["verified"])
        self.none([f"{i}: verified, and from memory" for i, r in RULES.items() if r["verified"] and "memory" in r["source"]])
        self.none([f"{i}: not verified, and does not say from memory" for i, r in RULES.items() if not r["verified"] and "memory" not in r["source"]])


if __name__ == "__main__":
    house.unittest.main()
