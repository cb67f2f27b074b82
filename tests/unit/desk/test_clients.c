// desk/people/clients.h, desk/people/duplicates.h: find, make, change with history; duplicates, merging and taking it back.
#include "people.h"

#include "raw.h"
#include "store/concern.h"

static struct client_input person(const char *given, const char *family)
{
    return (struct client_input){.f = {.given = str_of(given), .family = str_of(family)}};
}

static client_id create(struct town *t, const struct client_input *in)
{
    struct desk d = as(t, ROLE_FRONT_DESK);
    client_id id;
    assert_ok(desk_client_create(&d, in, &id));
    t->now.us += SECOND_US;
    return id;
}

static struct client show(struct town *t, client_id id)
{
    struct desk d = as(t, ROLE_THERAPIST);
    struct client c;
    assert_ok(desk_client_show(&d, id, &c));
    return c;
}

static void make_and_change(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct client_input in = person("  José ", "Núñez");
    in.f.born = (opt_day){true, day_from(1980, 2, 29)};
    in.f.phones = (struct texts){.v = {S("+44 20 7946 0018"), S(" "), S("07700 900123")}, .n = 3};
    in.f.may_text = true;
    in.f.note = S("parks\nbehind the house");
    client_id id = create(&t, &in);
    struct client c = show(&t, id);
    assert_str(c.f.given, S("José"));
    assert_str(c.f.sex, S("unknown"));
    assert_int_equal(c.f.phones.n, 2);
    assert_str(c.f.phones.v[1], S("07700 900123"));
    assert_true(c.version == 1 && c.f.may_text && !c.f.may_call && c.f.born.day.d == in.f.born.day.d);

    in.f = c.f;
    in.version = 1;
    struct desk d = as(&t, ROLE_OWNER);
    assert_ok(desk_client_change(&d, id, &in)); // nothing changed: no version
    assert_int_equal(show(&t, id).version, 1);
    in.f.born.known = false;
    in.f.occupation = S("baker");
    in.f.phones.n = 1;
    in.f.may_text = false;
    assert_ok(desk_client_change(&d, id, &in));
    assert_err(desk_client_change(&d, id, &in), E_CONFLICT);
    assert_problem(&d, "", MSG_people_changed_meanwhile);
    c = show(&t, id);
    assert_true(c.version == 2 && c.f.phones.n == 1 && !c.f.born.known);

    struct client_history h;
    assert_ok(desk_client_history(&d, id, &h));
    assert_int_equal(h.n, 2);
    assert_str(h.edits[0].account_name, S("Olga"));
    const struct field_change *x = h.edits[0].changes;
    assert_int_equal(h.edits[0].n, 4);
    assert_str(x[0].field, S("born"));
    assert_str(x[0].before, S("1980-02-29"));
    assert_str(x[0].after, S(""));
    assert_str(x[1].field, S("occupation"));
    assert_str(x[1].after, S("baker"));
    assert_str(x[2].field, S("may_text"));
    assert_str(x[2].before, S("1"));
    assert_str(x[3].field, S("phones"));
    assert_str(x[3].before, S("+44 20 7946 0018, 07700 900123"));
    assert_str(x[3].after, S("+44 20 7946 0018"));
    assert_str(h.edits[1].changes[0].field, S("given"));

    // of another practice there is nothing to see, change or read
    d = elsewhere(&t);
    assert_err(desk_client_show(&d, id, &c), E_NOT_FOUND);
    assert_err(desk_client_change(&d, id, &in), E_NOT_FOUND);
    assert_err(desk_client_history(&d, id, &h), E_NOT_FOUND);
    // a client by link sees only himself
    struct actor link = {.practice = t.practice, .role = ROLE_CLIENT, .only = {id.v + 1}};
    assert_err(client_get(d.db, d.a, &link, id, &c), E_NOT_FOUND);
    link.only = id;
    assert_ok(client_get(d.db, d.a, &link, id, &c));
    d = stranger(&t);
    assert_err(desk_client_show(&d, id, &c), E_SIGN_IN);
    town_end(&t);
}
BOTH(make_and_change)

static void rules(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct client_input in = person(" ", "");
    in.f.born = (opt_day){true, {TODAY.d + 1}};
    in.f.sex = S("F");
    in.f.handedness = S("foot");
    in.f.email = S("a@b");
    in.f.phones = (struct texts){.v = {S("0123456"), S("12 34")}, .n = 2};
    in.f.occupation = S("two\nlines");
    in.f.pronouns = S("0123456789012345678901234567890123456789x");
    in.f.note = S("bell \a");
    struct desk d = as(&t, ROLE_OWNER);
    client_id id;
    assert_err(desk_client_create(&d, &in, &id), E_INVALID);
    assert_problem(&d, "given", MSG_people_name_needed);
    assert_problem(&d, "born", MSG_error_day_future);
    assert_problem(&d, "sex", MSG_error_choice);
    assert_problem(&d, "handedness", MSG_error_choice);
    assert_problem(&d, "email", MSG_error_email);
    assert_problem(&d, "phones[1]", MSG_error_phone);
    assert_problem(&d, "occupation", MSG_error_one_line);
    assert_problem(&d, "pronouns", MSG_error_too_long);
    assert_problem(&d, "note", MSG_error_text);
    assert_int_equal(d.problems->n, 9);
    in = person("A", "");
    in.f.born = (opt_day){true, day_from(1890, 1, 1)};
    d = as(&t, ROLE_OWNER);
    assert_err(desk_client_create(&d, &in, &id), E_INVALID);
    assert_problem(&d, "born", MSG_people_born_long_ago);
    town_end(&t);
}
BOTH(rules)

static void expect_first(struct town *t, const char *query, client_id want)
{
    struct desk d = as(t, ROLE_FRONT_DESK);
    struct clients_found f;
    assert_ok(desk_client_find(&d, str_of(query), 5, &f));
    if (f.n == 0 || f.rows[0].id.v != want.v)
        fail_msg("\"%s\" finds %zu, first \"%.*s\"", query, f.n, SP(f.n ? f.rows[0].given : S("")));
}

static void find(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct client_input in = person("Zoë", "O’Brien-Müller");
    in.f.preferred = S("Zo");
    in.f.born = (opt_day){true, day_from(1975, 12, 3)};
    in.f.email = S("Zoe@Mail.example");
    in.f.phones = (struct texts){.v = {S("+44 (0)20 7946-0018"), S("07700 900123")}, .n = 2};
    client_id zoe = create(&t, &in);
    in = person("Søren", "Kierkegaard");
    client_id soren = create(&t, &in);
    in = person("Maria", "García");
    client_id maria = create(&t, &in);

    expect_first(&t, "zoe", zoe);
    expect_first(&t, "obrien", zoe);
    expect_first(&t, "MULLER zoe", zoe);
    expect_first(&t, "kirkegaard", soren);
    expect_first(&t, "soren", soren);
    expect_first(&t, "gracia maria", maria);
    expect_first(&t, "900123", zoe);
    expect_first(&t, "+44 20 7946 0018", zoe);
    expect_first(&t, "zoe@mail.example", zoe);
    expect_first(&t, "1975-12-03", zoe);
    expect_first(&t, "3.12.1975", zoe);
    expect_first(&t, "kie", soren);

    struct desk d = as(&t, ROLE_FRONT_DESK);
    struct clients_found f;
    assert_ok(desk_client_find(&d, S("  "), 2, &f));
    assert_true(f.recent && f.more && f.n == 2 && f.rows[0].id.v == maria.v && f.rows[1].id.v == soren.v);
    assert_ok(desk_client_find(&d, S("xyzzy"), 5, &f));
    assert_int_equal(f.n, 0);
    static const char *const any[] = {"\xff\xfe", "'; DROP TABLE client; --", "%", "_", "\"", "....", "@", "\xe2\x80\x8b"};
    for (size_t i = 0; i < sizeof any / sizeof *any; i++)
        assert_ok(desk_client_find(&d, str_of(any[i]), 5, &f));
    d = elsewhere(&t);
    assert_ok(desk_client_find(&d, S("zoe"), 5, &f));
    assert_int_equal(f.n, 0);
    assert_ok(desk_client_find(&d, S(""), 5, &f));
    assert_int_equal(f.n, 0);
    int64_t count;
    assert_ok(desk_client_count(&d, &count));
    assert_int_equal(count, 0);

    // a changed name is found by the new one only
    struct client c = show(&t, maria);
    in = (struct client_input){.f = c.f, .version = 1};
    in.f.family = S("Weber");
    d = as(&t, ROLE_OWNER);
    assert_ok(desk_client_change(&d, maria, &in));
    expect_first(&t, "weber", maria);
    assert_ok(desk_client_find(&d, S("garcia"), 5, &f));
    assert_int_equal(f.n, 0);
    c = show(&t, zoe);
    assert_str(client_name_full(d.a, &c.f), S("Zo (Zoë) O’Brien-Müller"));
    town_end(&t);
}
BOTH(find)

static void duplicates(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct client_input in = person("Anna", "Schmidt");
    in.f.born = (opt_day){true, day_from(1990, 5, 6)};
    in.f.email = S("anna@example.org");
    client_id anna = create(&t, &in);
    in.f.given = S("Ana");
    in.f.email = S("");
    struct desk d = as(&t, ROLE_FRONT_DESK);
    struct duplicates_found f;
    assert_ok(desk_duplicates_of(&d, (client_id){0}, &in.f, &f));
    assert_int_equal(f.n, 1);
    assert_true(f.v[0].other.id.v == anna.v && f.v[0].found.likely != DUPLICATE_NONE && f.v[0].found.n_reasons >= 2);
    client_id ana = create(&t, &in);
    assert_ok(desk_duplicates_of(&d, ana, &in.f, &f));
    assert_int_equal(f.n, 1);
    struct client_input other = person("Bob", "Schmidt");
    client_id bob = create(&t, &other);
    assert_ok(desk_duplicates_of(&d, bob, &other.f, &f));
    assert_int_equal(f.n, 0);

    struct duplicate_pairs pairs;
    assert_ok(desk_duplicates_all(&d, 10, &pairs));
    assert_int_equal(pairs.n, 1);
    assert_true(pairs.v[0].a.id.v == anna.v && pairs.v[0].b.id.v == ana.v && !pairs.more);
    struct desk foreign = elsewhere(&t);
    assert_err(desk_duplicate_no(&foreign, anna, ana), E_NOT_FOUND);
    assert_ok(desk_duplicates_all(&foreign, 10, &pairs));
    assert_int_equal(pairs.n, 0);
    assert_ok(desk_duplicate_no(&d, ana, anna));
    assert_ok(desk_duplicate_no(&d, anna, ana)); // said twice is said once
    assert_ok(desk_duplicates_all(&d, 10, &pairs));
    assert_int_equal(pairs.n, 0);
    struct client c = show(&t, anna);
    assert_ok(desk_duplicates_of(&d, anna, &c.f, &f));
    assert_int_equal(f.n, 0);
    town_end(&t);
}
BOTH(duplicates)

// --- merging

// Everything that a merge may touch, as text; what a merge may change for good (versions, updated_us, audit) is left out.
static str records(struct town *t)
{
    static const char *const queries[] = {
        "SELECT 'c', id, given, family, preferred, born, sex, email, occupation, may_call, merged_into, external FROM client ORDER BY 1, 2",
        "SELECT 'p', client_id, position, number, digits FROM client_phone ORDER BY 2, 3",
        "SELECT 'k', client_id, key FROM client_key ORDER BY 2, 3",
        "SELECT 'o', id, client_id, kind, place, start_day, closed_day, version FROM concern ORDER BY 2",
        "SELECT 'm', id, client_id, concern_id, day, value FROM measure ORDER BY 2",
        "SELECT 'd', client_id, day, headache, peak, medicine, source, at_us, account_id, link_id, version FROM diary_day ORDER BY 2, 3",
        "SELECT 'b', client_id, day, version, headache, peak, medicine, source, at_us, account_id, link_id FROM diary_before ORDER BY 2, 3, 4",
        "SELECT 'l', id, client_id FROM link ORDER BY 2",
    };
    struct buf b = buf_new(t->h.b.a, 1 << 20);
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
        raw_query(&t->h.b, queries[i], &b);
    assert_false(b.over);
    return buf_str(&b);
}

static void diary(struct town *t, client_id id, int from, int to, int headache, int version)
{
    struct desk d = as(t, ROLE_SYSTEM);
    for (int x = from; x < to; x++) {
        char sql[400];
        if (version > 1) {
            snprintf(sql, sizeof sql, "INSERT INTO diary_before VALUES (%lld, %lld, %d, 1, 1, 9, NULL, 'client', 5, NULL, NULL)",
                (long long)t->practice.v, (long long)id.v, x);
            raw_do(&t->h.b, sql);
        }
        snprintf(sql, sizeof sql, "INSERT INTO diary_day VALUES (%lld, %lld, %d, %d, NULL, 1, 'therapist', %lld, %lld, NULL, %d, 0)",
            (long long)t->practice.v, (long long)id.v, x, headache, (long long)d.now.us, (long long)t->owner.v, version);
        raw_do(&t->h.b, sql);
    }
}

static concern_id concern(struct town *t, client_id client, const char *kind, const char *place, int ratings)
{
    struct desk d = as(t, ROLE_SYSTEM);
    concern_id id = {id_next(&d.ids, d.now)};
    char sql[400];
    snprintf(sql, sizeof sql, "INSERT INTO concern (practice_id, id, client_id, kind, place, start_day, closed_day, version, created_us) VALUES (%lld, %lld, %lld, '%s', '%s', NULL, NULL, 1, 7)", (long long)t->practice.v,
        (long long)id.v, (long long)client.v, kind, place);
    raw_do(&t->h.b, sql);
    for (int i = 0; i < ratings; i++) {
        snprintf(sql, sizeof sql,
            "INSERT INTO measure (practice_id, client_id, concern_id, day, id, instrument, recall, value, source, at_us, account_id, link_id, replaced_by, withdrawn_us, note) VALUES (%lld, %lld, %lld, %d, %lld, 'nrs-pain', 'average-7d', %d, 'client', 1, NULL, NULL, NULL, NULL, '')",
            (long long)t->practice.v, (long long)client.v, (long long)id.v, 20000 + i, (long long)id_next(&d.ids, d.now), i % 11);
        raw_do(&t->h.b, sql);
    }
    return id;
}

static void open_link(struct town *t, client_id client)
{
    struct desk d = as(t, ROLE_SYSTEM);
    char sql[400];
    snprintf(sql, sizeof sql, "INSERT INTO link (practice_id, id, client_id, concern_id, shared_phone, confirmed_us, created_us, account_id, expires_us, used_us, revoked_us) VALUES (%lld, %lld, %lld, NULL, 0, NULL, 1, NULL, %lld, NULL, NULL)",
        (long long)t->practice.v, (long long)id_next(&d.ids, d.now), (long long)client.v, (long long)t->now.us);
    raw_do(&t->h.b, sql);
}

struct two {
    client_id kept, gone;
};

static struct two two_records(struct town *t)
{
    struct client_input in = person("Anna", "Schmidt");
    in.f.phones = (struct texts){.v = {S("030 1234567")}, .n = 1};
    in.f.may_call = true;
    client_id kept = create(t, &in);
    in = person("Ana", "Schmidt");
    in.f.born = (opt_day){true, day_from(1990, 5, 6)};
    in.f.sex = S("female");
    in.f.email = S("ana@example.org");
    in.f.phones = (struct texts){.v = {S("0301234567"), S("0170 555 1234")}, .n = 2};
    client_id gone = create(t, &in);
    concern(t, kept, "pain", "neck", 3);
    concern(t, kept, "headache", "", 0);
    concern(t, gone, "pain", "knee", 4);
    concern(t, gone, "headache", "", 0);
    diary(t, kept, 100, 110, 1, 1);
    diary(t, gone, 95, 103, 0, 1);  // 100..102 are said by both
    diary(t, gone, 103, 105, 0, 2); // and so are these, corrected once
    diary(t, gone, 120, 122, 1, 2);
    open_link(t, gone);
    return (struct two){kept, gone};
}

static merge_id merged(struct town *t, struct two x)
{
    struct desk d = as(t, ROLE_FRONT_DESK);
    merge_id id;
    struct merge_input in = {x.kept, x.gone, show(t, x.kept).version, show(t, x.gone).version};
    assert_ok(desk_client_merge(&d, &in, &id));
    return id;
}

static void merge_and_back(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct two x = two_records(&t);
    str before = records(&t);
    struct desk d = as(&t, ROLE_FRONT_DESK);
    struct merge_preview p;
    assert_ok(desk_merge_preview(&d, x.kept, x.gone, &p));
    assert_true(p.diary_days == 7 && p.collisions == 5 && p.links == 1 && p.measures == 4);
    assert_str(p.after.given, S("Anna"));
    assert_str(p.after.email, S("ana@example.org"));
    assert_str(p.after.sex, S("female"));
    assert_int_equal(p.after.phones.n, 2); // 030 1234567 is 0301234567
    assert_false(p.after.may_email);
    assert_str(records(&t), before);

    merge_id id = merged(&t, x);
    struct client kept = show(&t, x.kept), gone = show(&t, x.gone);
    assert_true(gone.merged_into.v == x.kept.v && kept.version == 2);
    assert_str(kept.f.email, S("ana@example.org"));
    assert_true(kept.f.may_call);
    expect_first(&t, "ana@example.org", x.kept);
    struct clients_found f;
    assert_ok(desk_client_find(&d, S("schmidt"), 5, &f));
    assert_int_equal(f.n, 1);
    struct concern_list all;
    assert_ok(concern_list(d.db, d.a, &d.who, x.kept, &all));
    assert_int_equal(all.n, 3);
    struct buf b = buf_new(d.a, 1 << 16);
    raw_query(&t.h.b, "SELECT client_id, COUNT(*), SUM(headache) FROM diary_day GROUP BY client_id", &b);
    assert_str(buf_str(&b), str_fmt(d.a, "%lld|17|12\n", (long long)x.kept.v)); // kept's own ten are all still 'yes', and gone's last two

    struct merges_found list;
    assert_ok(desk_merges_of(&d, x.kept, &list));
    assert_true(list.n == 1 && list.v[0].undoable && !list.v[0].undone && list.v[0].gone.v == x.gone.v);
    assert_str(list.v[0].gone_name, S("Ana Schmidt"));
    struct desk foreign = elsewhere(&t);
    client_id a, c;
    assert_err(desk_client_unmerge(&foreign, id, &a, &c), E_NOT_FOUND);
    assert_ok(desk_client_unmerge(&d, id, &a, &c));
    assert_true(a.v == x.kept.v && c.v == x.gone.v);
    assert_str(records(&t), before);
    assert_err(desk_client_unmerge(&d, id, &a, &c), E_CONFLICT);
    assert_problem(&d, "", MSG_people_merge_undone);
    // and it can be done again
    merged(&t, x);
    town_end(&t);
}
BOTH(merge_and_back)

static void edits_between(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct two x = two_records(&t);
    merge_id id = merged(&t, x);
    struct client kept = show(&t, x.kept);
    struct client_input in = {.f = kept.f, .version = kept.version};
    in.f.email = S("anna.new@example.org");
    in.f.phones.v[in.f.phones.n++] = S("0800 999999");
    struct desk d = as(&t, ROLE_OWNER);
    assert_ok(desk_client_change(&d, x.kept, &in));
    // the record that went cannot be edited by an old page
    struct client gone = show(&t, x.gone);
    in = (struct client_input){.f = gone.f, .version = gone.version};
    in.f.given = S("Hannah");
    d = as(&t, ROLE_OWNER);
    assert_err(desk_client_change(&d, x.gone, &in), E_CONFLICT);
    diary(&t, x.kept, 200, 201, 1, 1);
    client_id a, b;
    assert_ok(desk_client_unmerge(&d, id, &a, &b));
    kept = show(&t, x.kept);
    assert_str(kept.f.email, S("anna.new@example.org"));    // edited since: stays
    assert_false(kept.f.born.known);                        // as it was
    assert_str(kept.f.sex, S("unknown"));
    assert_int_equal(kept.f.phones.n, 2);
    assert_str(kept.f.phones.v[1], S("0800 999999"));
    struct buf days = buf_new(d.a, 1 << 16);
    raw_query(&t.h.b, "SELECT COUNT(*) FROM diary_day WHERE day = 200 OR day BETWEEN 100 AND 109", &days);
    assert_str(buf_str(&days), S("16\n"));
    town_end(&t);
}
BOTH(edits_between)

static void merge_refused(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct two x = two_records(&t);
    struct client_input in = person("Third", "Record");
    client_id third = create(&t, &in);
    struct desk d = as(&t, ROLE_OWNER);
    merge_id id, second;
    assert_err(desk_client_merge(&d, &(struct merge_input){x.kept, x.kept, 1, 1}, &id), E_INVALID);
    assert_problem(&d, "", MSG_people_merge_self);
    d = as(&t, ROLE_OWNER);
    assert_err(desk_client_merge(&d, &(struct merge_input){x.kept, x.gone, 1, 2}, &id), E_CONFLICT);
    assert_problem(&d, "", MSG_people_changed_meanwhile);
    struct desk foreign = elsewhere(&t);
    assert_err(desk_client_merge(&foreign, &(struct merge_input){x.kept, x.gone, 1, 1}, &id), E_NOT_FOUND);
    struct merge_preview p;
    assert_err(desk_merge_preview(&foreign, x.kept, x.gone, &p), E_NOT_FOUND);
    struct merges_found none;
    assert_ok(desk_merges_of(&foreign, x.kept, &none));
    assert_int_equal(none.n, 0);

    str before = records(&t);
    id = merged(&t, x);
    d = as(&t, ROLE_OWNER);
    assert_err(desk_client_merge(&d, &(struct merge_input){third, x.gone, 1, 1}, &second), E_CONFLICT);
    assert_problem(&d, "", MSG_people_merged_already);
    second = merged(&t, (struct two){third, x.kept});
    client_id a, b;
    d = as(&t, ROLE_OWNER);
    assert_err(desk_client_unmerge(&d, id, &a, &b), E_CONFLICT);
    assert_problem(&d, "", MSG_people_merge_later);
    assert_ok(desk_client_unmerge(&d, second, &a, &b));
    assert_ok(desk_client_unmerge(&d, id, &a, &b));
    assert_str(records(&t), before);
    town_end(&t);
}
BOTH(merge_refused)

// Two records merged into one, the older merge undone first: the diary of the second would stay with a client who has no
// headache concern left to show it with, and its days that both had would be in nobody's diary.
static void merges_undone_in_order(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct client_input in = person("Anna", "Schmidt");
    client_id kept = create(&t, &in), first, second;
    in = person("Ana", "Schmidt");
    first = create(&t, &in);
    in = person("Anne", "Schmidt");
    second = create(&t, &in);
    concern(&t, first, "headache", "", 0);
    diary(&t, first, 100, 110, 0, 1);
    concern(&t, second, "headache", "", 0);
    diary(&t, second, 105, 115, 1, 1);
    str before = records(&t);
    merge_id older = merged(&t, (struct two){kept, first}), newer = merged(&t, (struct two){kept, second});
    struct desk d = as(&t, ROLE_OWNER);
    struct merges_found list;
    assert_ok(desk_merges_of(&d, kept, &list));
    assert_int_equal(list.n, 2);
    assert_true(list.v[0].id.v == newer.v && list.v[0].undoable && !list.v[1].undoable);
    client_id a, b;
    assert_err(desk_client_unmerge(&d, older, &a, &b), E_CONFLICT);
    assert_problem(&d, "", MSG_people_merge_newer);
    d = as(&t, ROLE_OWNER);
    assert_ok(desk_client_unmerge(&d, newer, &a, &b));
    assert_ok(desk_merges_of(&d, kept, &list));
    assert_true(!list.v[0].undoable && list.v[1].undoable);
    assert_ok(desk_client_unmerge(&d, older, &a, &b));
    assert_str(records(&t), before);
    town_end(&t);
}
BOTH(merges_undone_in_order)

// What was imported under an id is found in the record that it was merged into.
static void external_follows(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct desk d = system_of(&t, t.practice);
    struct client c = {.id = {id_next(&d.ids, d.now)}, .external = S("diary:17"), .version = 1, .created = t.now, .updated = t.now,
        .f = {.given = S("17"), .sex = S("unknown")}};
    assert_ok(client_insert(d.db, d.a, &d.who, &c));
    struct client_input in = person("Real", "Name");
    client_id real = create(&t, &in), found;
    merged(&t, (struct two){real, c.id});
    assert_ok(client_by_external(d.db, d.a, &d.who, S("diary:17"), &found));
    assert_true(found.v == real.v);
    d.who.practice = t.h.other;
    assert_err(client_by_external(d.db, d.a, &d.who, S("diary:17"), &found), E_NOT_FOUND);
    town_end(&t);
}
BOTH(external_follows)

// --- the working day follows its person

// A visit on day `x` at 09:00 with its taken time, a signed note, what was treated, a receipt and a consent.
static void visit(struct town *t, client_id client, int x, int number)
{
    long long p = (long long)t->practice.v, c = (long long)client.v, a = (long long)t->owner.v, id = 7000 + number;
    long long from = x * (long long)DAY_US + 9 * (long long)HOUR_US, until = from + (long long)HOUR_US;
    char sql[700];
#define DO(...) (snprintf(sql, sizeof sql, __VA_ARGS__), raw_do(&t->h.b, sql))
    DO("INSERT INTO service (practice_id, id, name, minutes, price, active, position, version) VALUES (%lld, %lld, 'S', 60, 1, 1, 1, 1)", p, id);
    DO("INSERT INTO appointment (practice_id, id, client_id, account_id, service_id, kind, day, minute, zone, minutes, clearance, start_us, end_us, "
       "clear_us, state, state_us, reason, cancel_reason, price, booked_us, version) VALUES (%lld, %lld, %lld, %lld, %lld, 'plan', %d, 540, 'UTC', 60, "
       "0, %lld, %lld, %lld, 'booked', 1, '', '', 1, 1, 1)", p, id, c, a, id, x, from, until, until);
    DO("INSERT INTO taken (practice_id, resource_id, place, from_us, until_us, appointment_id, what) VALUES (%lld, %lld, 0, %lld, %lld, %lld, 'client')",
       p, c, from, until, id);
    DO("INSERT INTO note (practice_id, id, client_id, appointment_id, account_id, body, begun_us, saved_us, signed_us, licence, signer, late, version) "
       "VALUES (%lld, %lld, %lld, %lld, %lld, '{}', 1, 1, 2, 'L', 'O', 0, 1)", p, id, c, id, a);
    DO("INSERT INTO treated (practice_id, note_id, position, client_id, technique, region, minutes, pressure) VALUES (%lld, %lld, 1, %lld, 'effleurage', "
       "'neck', 10, 2)", p, id, c);
    DO("INSERT INTO receipt (practice_id, id, number, kind, client_id, issued_day, fee, tax_bp, tax, currency, paid_by, body, reason, issued_us) VALUES "
       "(%lld, %lld, %d, 'receipt', %lld, 1, 100, 0, 0, 'EUR', 'cash', '{}', '', 1)", p, id, number, c);
    DO("INSERT INTO consent (practice_id, id, client_id, kind, given, wording, wording_version, signed, guardian, at_us, note) VALUES (%lld, %lld, %lld, "
       "'treatment', 1, 'w', '1', 'n', 0, 1, '')", p, id, c);
#undef DO
}

static str day_records(struct town *t)
{
    static const char *const queries[] = {
        "SELECT 'a', id, client_id FROM appointment ORDER BY 2",
        "SELECT 't', appointment_id, resource_id, from_us, until_us FROM taken ORDER BY 2",
        "SELECT 'n', id, client_id, signed_us FROM note ORDER BY 2",
        "SELECT 'w', note_id, client_id FROM treated ORDER BY 2",
        "SELECT 'r', id, client_id, number FROM receipt ORDER BY 2",
        "SELECT 's', id, client_id FROM consent ORDER BY 2",
    };
    struct buf b = buf_new(t->h.b.a, 1 << 16);
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
        raw_query(&t->h.b, queries[i], &b);
    return buf_str(&b);
}

static void merge_working_day(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct two x = two_records(&t);
    visit(&t, x.kept, 20000, 1);
    visit(&t, x.gone, 20001, 2);
    str before = day_records(&t), all = records(&t);
    struct desk d = as(&t, ROLE_FRONT_DESK);
    struct merge_preview p;
    assert_ok(desk_merge_preview(&d, x.kept, x.gone, &p));
    assert_true(p.others == 4 && p.overlaps == 0); // visit, note, receipt, consent
    merge_id id = merged(&t, x);
    assert_int_equal(str_find(day_records(&t), id_str(d.a, x.gone.v)), SIZE_MAX);
    assert_int_equal(str_find(day_records(&t), str_fmt(d.a, "|%lld|", (long long)x.gone.v)), SIZE_MAX);
    struct buf b = buf_new(d.a, 1 << 16);
    raw_query(&t.h.b, "SELECT COUNT(*) FROM taken GROUP BY resource_id", &b);
    assert_str(buf_str(&b), S("2\n"));
    client_id a, c;
    assert_ok(desk_client_unmerge(&d, id, &a, &c));
    assert_str(day_records(&t), before);
    assert_str(records(&t), all);
    town_end(&t);
}
BOTH(merge_working_day)

// What was written after the merge about a visit, plan or form that goes back goes with it; the rest stays.
static void follows_back(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct two x = two_records(&t);
    visit(&t, x.kept, 20000, 1);
    visit(&t, x.gone, 20001, 2);
    merge_id id = merged(&t, x);
    long long p = (long long)t.practice.v, k = (long long)x.kept.v, a = (long long)t.owner.v, g = (long long)x.gone.v;
    char sql[700];
#define DO(...) (snprintf(sql, sizeof sql, __VA_ARGS__), raw_do(&t.h.b, sql))
    for (long long n = 7001; n <= 7002; n++) { // 7002 goes back, 7001 is kept's own
        DO("INSERT INTO receipt (practice_id, id, number, kind, client_id, appointment_id, issued_day, fee, tax_bp, tax, currency, paid_by, body, reason, issued_us) "
           "VALUES (%lld, %lld, %lld, 'receipt', %lld, %lld, 1, 100, 0, 0, 'EUR', 'cash', '{}', '', 1)", p, n + 100, n, k, n);
        DO("INSERT INTO receipt (practice_id, id, number, kind, refers_to_id, client_id, issued_day, fee, tax_bp, tax, currency, paid_by, body, reason, issued_us) "
           "VALUES (%lld, %lld, %lld, 'refund', %lld, %lld, 1, -50, 0, 0, 'EUR', 'cash', '{}', 'r', 1)", p, n + 200, n + 10, n, k);
        DO("INSERT INTO adverse_event (practice_id, id, client_id, appointment_id, day, what, severity, words, action, at_us, account_id) "
           "VALUES (%lld, %lld, %lld, %lld, 1, 'soreness', 'mild', '', '', 1, %lld)", p, n, k, n, a);
    }
#undef DO
    struct desk d = as(&t, ROLE_FRONT_DESK);
    client_id kept, gone;
    assert_ok(desk_client_unmerge(&d, id, &kept, &gone));
    struct buf b = buf_new(d.a, 1 << 16);
    raw_query(&t.h.b, "SELECT client_id, id FROM receipt WHERE id > 7100 UNION ALL SELECT client_id, id FROM adverse_event ORDER BY 2", &b);
    assert_str(buf_str(&b), str_fmt(d.a, "%lld|7001\n%lld|7002\n%lld|7101\n%lld|7102\n%lld|7201\n%lld|7202\n", k, g, k, g, k, g));
    town_end(&t);
}
BOTH(follows_back)

static void merge_overlapping(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct two x = two_records(&t);
    visit(&t, x.kept, 20000, 1);
    visit(&t, x.gone, 20000, 2);
    str before = day_records(&t), all = records(&t);
    struct desk d = as(&t, ROLE_FRONT_DESK);
    struct merge_preview p;
    merge_id id;
    assert_ok(desk_merge_preview(&d, x.kept, x.gone, &p));
    assert_int_equal(p.overlaps, 1);
    assert_err(desk_client_merge(&d, &(struct merge_input){x.kept, x.gone, 1, 1}, &id), E_CONFLICT);
    assert_problem(&d, "", MSG_people_merge_overlap);
    assert_str(day_records(&t), before);
    assert_str(records(&t), all);
    town_end(&t);
}
BOTH(merge_overlapping)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTS(make_and_change), TESTS(rules), TESTS(find), TESTS(duplicates), TESTS(merge_and_back),
        TESTS(edits_between), TESTS(merge_refused), TESTS(merges_undone_in_order), TESTS(external_follows), TESTS(merge_working_day), TESTS(follows_back), TESTS(merge_overlapping),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
