// store/merge.h over the schema: whatever is about a client moves when two records are merged, and comes back as it was; and what was written
// since about something that comes back comes along. A new table with a client_id, or a new column that names something of a client, fails
// here until it has its row below.
#include "people.h"
#include "raw.h"

// A row of a table, as "column=value; column=value". {link}: the id of that table's row in the same set; {link?}: the same, or NULL where
// another column is tried alone. practice_id and client_id are put in.
static const struct sample {
    const char *table, *columns;
} samples[] = {
    {"concern", "id={id}; kind='pain'; place='neck'; version=1; created_us=1"},
    {"link", "id={id}; from_link_id={link?}; shared_phone=0; created_us=1; expires_us=9"},
    {"activity_set", "id={id}; concern_id={concern}; at_us=1"},
    {"plan", "id={id}; concern_id={concern}; template=''; goal='g'; instrument='nrs-pain'; recall='now'; account_id={account}; service_id={service}; sessions=1; "
             "per_week=1; every_weeks=1; price=0; review_sessions=1; review_weeks=1; stop_rule='s'; evidence='none'; state='active'; end_reason=''; "
             "created_us=1; version=1"},
    {"plan_review", "id={id}; plan_id={plan}; after_sessions=1; decision='continue'; reason='r'; shown='{}'; at_us=1; account_id={account}"},
    {"appointment", "id={id}; account_id={account}; service_id={service}; plan_id={plan?}; kind='plan'; day=20000; minute=540; zone='UTC'; minutes=60; "
                    "clearance=0; start_us=0; end_us=3600000000; clear_us=3600000000; state='booked'; state_us=1; reason=''; cancel_reason=''; price=0; "
                    "booked_us=1; version=1"},
    {"note", "id={id}; appointment_id={appointment}; account_id={account}; body='{}'; begun_us=1; saved_us=1; signed_us=2; licence='L'; signer='O'; late=0; "
             "version=1"},
    {"treated", "note_id={note}; position=1; technique='effleurage'; region='neck'; minutes=10; pressure=2"},
    {"other_care", "id={id}; from_day=1; kind='medicine'; words='w'; at_us=1; link_id={link?}"},
    {"adverse_event", "id={id}; appointment_id={appointment?}; link_id={link?}; day=1; what='soreness'; severity='mild'; words=''; action=''; at_us=1"},
    {"package", "id={id}; service_id={service}; visits=3; price=1; bought_day=1; version=1"},
    {"receipt", "id={id}; number={id}; kind='receipt'; refers_to_id={receipt?}; appointment_id={appointment?}; package_id={package?}; issued_day=1; fee=0; "
                "tax_bp=0; tax=0; currency='EUR'; paid_by='cash'; body='{}'; reason=''; issued_us=1"},
    {"letter", "id={id}; concern_id={concern}; addressee='a'; paragraph='p'; body='{}'; created_us=1; licence=''; signer=''; account_id={account}; shared=0; "
               "version=1"},
    {"intake", "id={id}; link_id={link?}; begun_us=1; saved_us=1; submitted_us=1; rules='r'; language='en'; answers='{}'; rest='{}'; version=1"},
    {"finding", "id={id}; intake_id={intake?}; rule='r'; rules='1'; level=5; unknown=0; body='{}'; valid_days=0; at_us=1"},
    {"intake_anew", "id={id}; question='limb'; why='worse'; words=''; at_us=1"},
    {"consent", "id={id}; link_id={link?}; kind='treatment'; given=1; wording='w'; wording_version='1'; signed='n'; guardian=0; at_us=1; note=''"},
    {"measure", "id={id}; concern_id={concern}; day=20000; instrument='nrs-pain'; recall='now'; value=3; source='client'; at_us=1; note=''"},
    {"diary_day", "day=20000; headache=1; source='client'; at_us=1; link_id={link?}; version=2; back_filled=1"},
    {"diary_before", "day=20000; version=1; headache=0; source='client'; at_us=1; link_id={link?}"},
    {"response", "id={id}; concern_id={concern?}; link_id={link?}; instrument='peg'; hash='h'; language='en'; mode='link'; day=20000; answers='{}'; begun_us=1; "
                 "submitted_us=1; note=''"},
    {"alert", "id={id}; response_id={response}; about_id={intake}; instrument='phq-9'; fired='[\"self-harm\"]'; raised_us=1; due_us=2; said=''; version=1"},
    {"calm", "id={id}; appointment_id={appointment}; phase='before'; value=4; source='client'; at_us=1"},
    {"outbox", "id={id}; kind='pre-visit'; appointment_id={appointment?}; link_id={link?}; channel='email'; address='a@example.org'; language='en'; "
               "state='waiting'; tries=0; next_us=9; created_us=1; error=''"},
    {"visit_said", "appointment_id={appointment}; unchanged_us=1; link_id={link}"},
    {"after_ask", "appointment_id={appointment}; why='first'; link_id={link}; at_us=1"},
    {"after_said", "appointment_id={appointment}; at_us=1; link_id={link?}"},
    {"weekly_stop", "plan_id={plan}; at_us=1; link_id={link}"},
    {"weekly_again", "id={id}; at_us=1"},
};
enum { SAMPLES = sizeof samples / sizeof *samples };

// Tables with a client_id that stay with their record.
static const char *const stay[] = {
    "client_phone",             // who the record says that they are: put together in the record that is kept
    "client_version",           // what each record said before
    "client_key",               // derived
    "audit",                    // who did what then
};

// Columns that name a row, and are nothing that the row follows.
static const char *const no_parent[] = {
    "id", "practice_id", "client_id", "account_id", "by_id", "booked_by_id", "action_account_id", "follow_id", "staff_id", "service_id", "room_id",
    "activity_set.set_id", "plan.set_id", "measure.set_id", "letter.plan_id", // with their concern
    "letter.consent_id",        // likewise
    "appointment.group_id",     // the other of a couple is another client
    "link.concern_id", "link.appointment_id", // a link that was sent stays with the record whose address it went to
    "measure.link_id", "measure.replaced_by", // with its concern
    "calm.link_id", "calm.replaced_by", // with its visit
    "weekly_again.link_id",     // said once more: the row's own end
    "response.replaced_by",     // forwards: the test below
    "alert.mail_id",            // to staff
    "outbox.about_id",          // of those to staff
    "outbox.again_id",          // has the same link or visit
};

static bool listed(const char *const *v, size_t n, str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(str_of(v[i]), name))
            return true;
    return false;
}
#define LISTED(list, name) listed(list, sizeof(list) / sizeof *(list), name)

static size_t sample_of(str table)
{
    for (size_t i = 0; i < SAMPLES; i++)
        if (str_eq(str_of(samples[i].table), table))
            return i;
    return SIZE_MAX;
}

// ---- the schema

static void whole_schema(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    struct buf b = buf_new(h.b.a, 1 << 16);
    raw_query(&h.b, engine == DB_SQLITE
        ? "SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name IN (SELECT t.name FROM "
          "sqlite_schema t JOIN pragma_table_info(t.name) k ON k.name = 'client_id')"
        : "SELECT c.table_name, c.column_name FROM information_schema.columns c JOIN information_schema.tables t ON t.table_schema = c.table_schema AND "
          "t.table_name = c.table_name AND t.table_type = 'BASE TABLE' WHERE c.table_schema = current_schema() AND c.table_name IN (SELECT k.table_name FROM "
          "information_schema.columns k WHERE k.table_schema = current_schema() AND k.column_name = 'client_id')", &b);
    size_t n = 0;
    for (str rest = buf_str(&b), line; str_cut(rest, '\n', &line, &rest) && line.n;) {
        str table, column;
        assert_true(str_cut(line, '|', &table, &column));
        if (LISTED(stay, table))
            continue;
        size_t at = sample_of(table);
        if (at == SIZE_MAX)
            fail_msg("%.*s has a client_id: does a merge move it? It needs a row in test_merge.c", SP(table));
        n++;
        bool named = str_ends(column, S("_id")) || str_eq(column, S("replaced_by"));
        if (!named || LISTED(no_parent, column) || LISTED(no_parent, str_fmt(h.b.a, "%.*s.%.*s", SP(table), SP(column))))
            continue;
        if (str_find(str_of(samples[at].columns), str_fmt(h.b.a, "; %.*s={", SP(column))) == SIZE_MAX &&
            !str_starts(str_of(samples[at].columns), str_fmt(h.b.a, "%.*s={", SP(column))))
            fail_msg("%.*s.%.*s names a row: does an undone merge take along what was written since? It needs its place in test_merge.c", SP(table), SP(column));
    }
    assert_true(n > 200);
    house_end(&h);
}
BOTH(whole_schema)

// ---- rows

struct set {                    // rows of one client, each table's by its place above
    struct town *t;
    client_id client;
    int64_t base;
};

static int64_t id_of(const struct set *s, size_t table)
{
    return s->base * 100 + (int64_t)table;
}

// What stands in braces: an id, or NULL. `alone`: of the columns that may be NULL this one alone is not; NULL: none is.
static str value_of(const struct set *s, str name, int64_t own, bool all, str alone, str column)
{
    arena *a = s->t->h.b.a;
    if (str_eq(name, S("id")))
        return str_fmt(a, "%lld", (long long)own);
    if (str_eq(name, S("account")))
        return str_fmt(a, "%lld", (long long)s->t->owner.v);
    if (str_eq(name, S("service")))
        return S("77");
    bool may = str_ends(name, S("?"));
    str table = may ? str_sub(name, 0, name.n - 1) : name;
    if (may && !all && !str_eq(alone, column))
        return S("NULL");
    size_t at = sample_of(table);
    assert_true(at != SIZE_MAX);
    return id_of(s, at) == own ? S("NULL") : str_fmt(a, "%lld", (long long)id_of(s, at));
}

static void insert(const struct set *s, size_t table, int64_t own, bool all, str alone)
{
    arena *a = s->t->h.b.a;
    struct buf names = buf_new(a, 4096), values = buf_new(a, 4096);
    buf_putf(&names, "practice_id, client_id");
    buf_putf(&values, "%lld, %lld", (long long)s->t->practice.v, (long long)s->client.v);
    for (str rest = str_of(samples[table].columns); rest.n;) {
        size_t end = str_find(rest, S("; "));
        str pair = end == SIZE_MAX ? rest : str_sub(rest, 0, end), column, value;
        rest = end == SIZE_MAX ? (str){0} : str_sub(rest, end + 2, rest.n);
        assert_true(str_cut(pair, '=', &column, &value));
        if (value.n > 2 && value.p[0] == '{')
            value = value_of(s, str_sub(value, 1, value.n - 2), own, all, alone, column);
        buf_putf(&names, ", %.*s", SP(column));
        buf_putf(&values, ", %.*s", SP(value));
    }
    raw_do(&s->t->h.b, str_z(a, str_fmt(a, "INSERT INTO %s (%.*s) VALUES (%.*s)", samples[table].table, SP(buf_str(&names)), SP(buf_str(&values)))));
}

// The table that the next column with braces names, from *at on; SIZE_MAX behind the last. *may: it may be NULL.
static size_t next_parent(size_t table, size_t *at, str *column, bool *may)
{
    str all = str_of(samples[table].columns);
    while (*at < all.n) {
        str rest = str_sub(all, *at, all.n), pair, value;
        size_t end = str_find(rest, S("; "));
        pair = end == SIZE_MAX ? rest : str_sub(rest, 0, end);
        *at += pair.n + 2;
        assert_true(str_cut(pair, '=', column, &value));
        if (value.n <= 2 || value.p[0] != '{')
            continue;
        str name = str_sub(value, 1, value.n - 2);
        *may = str_ends(name, S("?"));
        size_t found = sample_of(*may ? str_sub(name, 0, name.n - 1) : name);
        if (found != SIZE_MAX)
            return found;
    }
    return SIZE_MAX;
}

// What a table's row cannot be without, and the row itself, where they are not there yet.
static void insert_with(const struct set *s, size_t table, bool *there)
{
    str column;
    bool may;
    for (size_t at = 0, parent; (parent = next_parent(table, &at, &column, &may)) != SIZE_MAX;)
        if (!may)
            insert_with(s, parent, there);
    if (!there[table])
        insert(s, table, id_of(s, table), false, (str){0});
    there[table] = true;
}

static void stage(struct town *t, enum db_engine engine)
{
    town_make(t, engine);
    raw_do(&t->h.b, "INSERT INTO instrument_text (hash, code, version, json) VALUES ('h', 'peg', '1', '{}')");
    raw_do(&t->h.b, str_z(t->h.b.a, str_fmt(t->h.b.a, "INSERT INTO service (practice_id, id, name, minutes, price, active, position, version) VALUES (%lld, 77, 'S', 60, 1, "
        "1, 1, 1)", (long long)t->practice.v)));
}

static merge_id merged(struct town *t, client_id kept, client_id gone)
{
    struct desk d = as(t, ROLE_FRONT_DESK);
    merge_id id;
    assert_ok(desk_client_merge(&d, &(struct merge_input){kept, gone, 1, 1}, &id));
    return id;
}

static void unmerged(struct town *t, merge_id id)
{
    struct desk d = as(t, ROLE_FRONT_DESK);
    client_id kept, gone;
    assert_ok(desk_client_unmerge(&d, id, &kept, &gone));
}

static str all_rows(struct town *t, const char *where)
{
    struct buf b = buf_new(t->h.b.a, 1 << 20);
    for (size_t i = 0; i < SAMPLES; i++) {
        buf_putf(&b, "%s\n", samples[i].table);
        raw_query(&t->h.b, str_z(t->h.b.a, str_fmt(t->h.b.a, "SELECT * FROM %s %s ORDER BY 1, 2, 3, 4", samples[i].table, where)), &b);
    }
    assert_false(b.over);
    return buf_str(&b);
}

// Each row, whole, on a day that both have too.
static void there_and_back(enum db_engine engine)
{
    struct town t;
    stage(&t, engine);
    client_id kept = make_client(&t.h, t.practice, "Ann", (day){0}), gone = make_client(&t.h, t.practice, "Anna", (day){0});
    for (int who = 0; who < 2; who++) {
        struct set s = {&t, who ? gone : kept, 5000 + who};
        for (size_t i = 0; i < SAMPLES; i++)
            insert(&s, i, id_of(&s, i), true, (str){0});
    }
    str before = all_rows(&t, "");
    merge_id id = merged(&t, kept, gone);
    str left = all_rows(&t, str_z(t.h.b.a, str_fmt(t.h.b.a, "WHERE client_id = %lld", (long long)gone.v)));
    assert_int_equal(str_find(left, S("|")), SIZE_MAX);
    unmerged(&t, id);
    assert_str(all_rows(&t, ""), before);
    town_end(&t);
}
BOTH(there_and_back)

static int64_t whose(struct town *t, size_t table, int64_t own)
{
    struct buf b = buf_new(t->h.b.a, 256);
    str first = str_of(samples[table].columns), column, rest;
    assert_true(str_cut(first, '=', &column, &rest));
    // a diary day is named by its record alone: the newest row is asked for
    str where = str_eq(column, S("day")) ? str_fmt(t->h.b.a, "link_id = %lld", (long long)own) : str_fmt(t->h.b.a, "%.*s = %lld", SP(column), (long long)own);
    raw_query(&t->h.b, str_z(t->h.b.a, str_fmt(t->h.b.a, "SELECT client_id FROM %s WHERE %.*s", samples[table].table, SP(where))), &b);
    int64_t v;
    if (!str_i64(str_trim(buf_str(&b)), &v))
        fail_msg("%s: no one row %lld", samples[table].table, (long long)own);
    return v;
}

// One row of `table` that hangs off what was there before the merge by `column` (empty: by what it cannot be without), written after it.
static void try_follow(struct town *t, size_t table, str column, size_t parent, int64_t base)
{
    client_id kept = make_client(&t->h, t->practice, "Ann", (day){0}), gone = make_client(&t->h, t->practice, "Anna", (day){0});
    struct set mine = {t, gone, base}, control = {t, kept, base + 1}, *sets[] = {&mine, &control};
    for (int i = 0; i < 2; i++) {
        bool there[SAMPLES] = {0};
        there[table] = true;
        if (parent == table)
            insert(sets[i], table, id_of(sets[i], table), false, (str){0});
        else if (parent != SIZE_MAX)
            insert_with(sets[i], parent, there);
        insert_with(sets[i], table, there);
    }
    merge_id id = merged(t, kept, gone);
    mine.client = kept;
    int64_t own[2], name[2];
    for (int i = 0; i < 2; i++) {
        own[i] = id_of(sets[i], table) + 50;
        insert(sets[i], table, own[i], false, column);
        str first = str_of(samples[table].columns), named, rest;
        assert_true(str_cut(first, '=', &named, &rest));
        size_t at = 0;
        str ignored;
        bool may;
        size_t of = str_eq(named, S("id")) ? table : str_eq(named, S("day")) ? sample_of(S("link")) : next_parent(table, &at, &ignored, &may);
        name[i] = of == table ? own[i] : id_of(sets[i], of);
    }
    unmerged(t, id);
    if (whose(t, table, name[0]) != gone.v)
        fail_msg("%s.%.*s: what was written after the merge stays with the wrong record", samples[table].table, SP(column));
    if (whose(t, table, name[1]) != kept.v)
        fail_msg("%s.%.*s: what was kept's own went away", samples[table].table, SP(column));
}

static void follows(enum db_engine engine)
{
    struct town t;
    stage(&t, engine);
    int64_t base = 6000;
    size_t tried = 0;
    for (size_t i = 0; i < SAMPLES; i++) {
        str column;
        bool may, must = false;
        if (str_eq(str_of(samples[i].table), S("diary_before")) || str_eq(str_of(samples[i].table), S("diary_day")))
            continue; // the test below
        for (size_t at = 0, parent; (parent = next_parent(i, &at, &column, &may)) != SIZE_MAX;) {
            must |= !may;
            if (may)
                try_follow(&t, i, column, parent, base += 2), tried++;
        }
        if (must)
            try_follow(&t, i, (str){0}, SIZE_MAX, base += 2), tried++;
    }
    assert_true(tried > 25);
    town_end(&t);
}
BOTH(follows)

// A diary day belongs to whoever said it first, whoever corrected it since; one that was kept's own stays, and what came back itself is not overwritten.
static void diary_follows(enum db_engine engine)
{
    struct town t;
    stage(&t, engine);
    client_id kept = make_client(&t.h, t.practice, "Ann", (day){0}), gone = make_client(&t.h, t.practice, "Anna", (day){0});
    struct set k = {&t, kept, 5000}, g = {&t, gone, 5001};
    size_t link = sample_of(S("link"));
    insert(&k, link, id_of(&k, link), false, (str){0});
    insert(&g, link, id_of(&g, link), false, (str){0});
    static const char *const days[] = {"INSERT INTO diary_before (practice_id, client_id, day, version, headache, source, at_us, link_id) VALUES (P, K, 1, 1, 1, 'client', 1, G)",
        "INSERT INTO diary_day (practice_id, client_id, day, version, headache, source, at_us, link_id) VALUES (P, K, 1, 2, 1, 'therapist', 1, NULL)",
        "INSERT INTO diary_day (practice_id, client_id, day, version, headache, source, at_us, link_id) VALUES (P, K, 2, 1, 1, 'client', 1, G)",
        "INSERT INTO diary_before (practice_id, client_id, day, version, headache, source, at_us, link_id) VALUES (P, K, 3, 1, 1, 'client', 1, L)",
        "INSERT INTO diary_day (practice_id, client_id, day, version, headache, source, at_us, link_id) VALUES (P, K, 3, 2, 1, 'client', 1, G)",
        "INSERT INTO diary_day (practice_id, client_id, day, version, headache, source, at_us, link_id) VALUES (P, K, 4, 1, 1, 'client', 1, L)"};
    merge_id id = merged(&t, kept, gone);
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        struct buf b = buf_new(t.h.b.a, 1024);
        for (const char *p = days[i]; *p; p++) {
            bool word = p > days[i] && (p[-1] == ' ' || p[-1] == '('); // a letter on its own stands for an id
            if (word && strchr("PKGL", *p) && strchr(",)", p[1]))
                buf_putf(&b, "%lld", (long long)(*p == 'P' ? t.practice.v : *p == 'K' ? kept.v : id_of(*p == 'G' ? &g : &k, link)));
            else
                buf_putc(&b, *p);
        }
        raw_do(&t.h.b, str_z(t.h.b.a, buf_str(&b)));
    }
    unmerged(&t, id);
    struct buf b = buf_new(t.h.b.a, 1024);
    raw_query(&t.h.b, "SELECT client_id, day FROM diary_day UNION ALL SELECT client_id, day + 10 FROM diary_before ORDER BY 2", &b);
    long long a = (long long)kept.v, z = (long long)gone.v;
    assert_str(buf_str(&b), str_fmt(t.h.b.a, "%lld|1\n%lld|2\n%lld|3\n%lld|4\n%lld|11\n%lld|13\n", z, z, a, a, z, a));
    town_end(&t);
}
BOTH(diary_follows)

// Staff corrected twice what came by a link: neither has the link, and both go with it.
static void corrections_follow(enum db_engine engine)
{
    struct town t;
    stage(&t, engine);
    client_id kept = make_client(&t.h, t.practice, "Ann", (day){0}), gone = make_client(&t.h, t.practice, "Anna", (day){0});
    struct set s = {&t, gone, 5000};
    size_t link = sample_of(S("link")), response = sample_of(S("response")), alert = sample_of(S("alert"));
    insert(&s, link, id_of(&s, link), false, (str){0});
    merge_id id = merged(&t, kept, gone);
    s.client = kept;
    insert(&s, response, id_of(&s, response), false, S("link_id"));
    insert(&s, response, 1, false, (str){0});
    insert(&s, response, 2, false, (str){0});
    insert(&s, response, 3, false, (str){0});
    insert(&s, alert, 4, false, (str){0});
    raw_do(&t.h.b, str_z(t.h.b.a, str_fmt(t.h.b.a, "UPDATE response SET replaced_by = CASE id WHEN 1 THEN 2 ELSE 1 END WHERE id IN (1, %lld)", (long long)id_of(&s, response))));
    unmerged(&t, id);
    struct buf b = buf_new(t.h.b.a, 1024);
    raw_query(&t.h.b, "SELECT client_id, id FROM response WHERE id < 9 UNION ALL SELECT client_id, id FROM alert ORDER BY 2", &b);
    long long a = (long long)kept.v, z = (long long)gone.v;
    assert_str(buf_str(&b), str_fmt(t.h.b.a, "%lld|1\n%lld|2\n%lld|3\n%lld|4\n", z, z, a, z));
    town_end(&t);
}
BOTH(corrections_follow)

static void run(struct town *t, str sql)
{
    raw_do(&t->h.b, str_z(t->h.b.a, sql));
}

static void form_of(struct town *t, client_id client, int id, int64_t link, int64_t sent)
{
    run(t, str_fmt(t->h.b.a, "INSERT INTO intake (practice_id, client_id, id, link_id, begun_us, saved_us, submitted_us, rules, language, answers, rest, version) "
        "VALUES (%lld, %lld, %d, NULLIF(%lld, 0), 1, %lld, %lld, 'r', 'en', '{}', '{}', 1)", (long long)t->practice.v, (long long)client.v, id, (long long)link,
        (long long)sent, (long long)sent));
}

static void found_of(struct town *t, client_id client, int id, int form, const char *rule, int level)
{
    run(t, str_fmt(t->h.b.a, "INSERT INTO finding (practice_id, client_id, id, intake_id, rule, rules, level, unknown, body, valid_days, at_us) VALUES "
        "(%lld, %lld, %d, %d, '%s', '1', %d, 0, '{}', 0, 1)", (long long)t->practice.v, (long long)client.v, id, form, rule, level));
}

// A form of the one ended what stood of the other: undone, that stands again with what was done about it, and somebody is told. What its own form
// ended stays ended. Either way round.
static void findings_stand_again(enum db_engine engine)
{
    for (int other_way = 0; other_way < 2; other_way++) {
        struct town t;
        stage(&t, engine);
        client_id kept = make_client(&t.h, t.practice, "Kay", (day){0}), gone = make_client(&t.h, t.practice, "Guy", (day){0});
        client_id ill = other_way ? gone : kept, well = other_way ? kept : gone;
        struct set s = {&t, well, 5000};
        size_t link = sample_of(S("link"));
        insert(&s, link, id_of(&s, link), false, (str){0});
        form_of(&t, ill, 11, 0, 1);
        form_of(&t, well, 12, 0, 1);
        found_of(&t, ill, 21, 11, "clot-suspected", 2);
        found_of(&t, well, 22, 12, "now-stroke", 1);
        run(&t, str_fmt(t.h.b.a, "INSERT INTO finding_act (practice_id, id, finding_id, act, reason, at_us, account_id, licence, way, detail) VALUES "
            "(%lld, 31, 21, 'asked-yes', 'r', 1, %lld, '', '', '')", (long long)t.practice.v, (long long)t.owner.v));
        merge_id id = merged(&t, kept, gone);
        t.now.us += HOUR_US;
        form_of(&t, kept, 13, id_of(&s, link), t.now.us);
        run(&t, str_fmt(t.h.b.a, "UPDATE finding SET ended_us = %lld WHERE id IN (21, 22)", (long long)t.now.us));
        found_of(&t, kept, 23, 13, "own-x", 5);
        t.now.us += HOUR_US;
        unmerged(&t, id);
        struct buf b = buf_new(t.h.b.a, 1024);
        raw_query(&t.h.b, "SELECT f.client_id, f.rule, COALESCE(x.act, '-') FROM finding f LEFT JOIN finding_act x ON x.practice_id = f.practice_id AND x.finding_id = f.id "
            "WHERE f.ended_us IS NULL ORDER BY f.rule", &b);
        raw_query(&t.h.b, "SELECT client_id, fired FROM alert WHERE closed_us IS NULL", &b);
        assert_str(buf_str(&b), str_fmt(t.h.b.a, "%lld|clot-suspected|asked-yes\n%lld|own-x|-\n%lld|[\"clot-suspected\"]\n", (long long)ill.v, (long long)well.v,
            (long long)ill.v));
        assert_true(raw_refused(&t.h.b, "UPDATE finding SET ended_us = NULL WHERE id = 21")); // what ended stays ended: a copy stands
        town_end(&t);
    }
}
BOTH(findings_stand_again)

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS(whole_schema), TESTS(there_and_back), TESTS(follows), TESTS(diary_follows), TESTS(corrections_follow), TESTS(findings_stand_again)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
