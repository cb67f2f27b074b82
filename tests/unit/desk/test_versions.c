// desk/measures/versions.h, instrument_alike, and what follows from them: which answers make one series when a file was put right, what becomes of answers
// whose file is not used or not taken any more, and who measured what was corrected.
#include "raw.h"

#include "base/content.h"
#include "base/json.h"
#include "desk/measures/library.h"
#include "desk/measures/measures.h"
#include "desk/measures/progress.h"
#include "desk/measures/responses.h"

// ---- alike

struct copy {                   // of a file, to be changed
    struct instrument_file file;
    struct instrument_score score;
    struct instrument_item items[8];
    struct answer_set set;
    struct answer_code codes[8];
    struct instrument_recall recall;
    struct instrument_value value;
};

static bool alike(const struct instrument_file *in, struct copy *c)
{
    return instrument_alike(in, 0, &c->file, 0) && instrument_alike(&c->file, 0, in, 0);
}

static struct copy *copy_of(arena *a, const struct instrument_file *in)
{
    struct copy *c = ARENA_NEW(a, struct copy);
    c->file = *in;
    c->score = in->scores[0];
    c->recall = in->recalls[0];
    c->set = *in->items[0].answers;
    for (size_t i = 0; i < in->n_items; i++)
        c->items[i] = in->items[i];
    for (size_t i = 0; i < c->set.n_codes; i++)
        c->codes[i] = c->set.codes[i];
    if (in->n_values == 1) {
        c->value = in->values[0];
        c->file.values = &c->value;
    }
    c->set.codes = c->codes;
    c->items[0].answers = &c->set;
    c->file.items = c->items;
    c->file.scores = &c->score;
    c->file.n_scores = 1;
    c->file.recalls = &c->recall;
    return c;
}

static void alike_or_not(void **state)
{
    (void)state;
    arena *a = arena_new(1 << 24);
    const struct instrument_file *in = instrument_known(S("wellness"));
    struct copy *c = copy_of(a, in);
    assert_true(alike(in, c));
    // what people read, what it is judged by, and how many may be missing
    c->file.title = c->score.words = c->items[0].text = c->codes[0].words = c->recall.words = S("other words");
    c->score.n_bands = c->score.n_mcid = 0;
    c->score.change = NULL;
    c->score.most_missing = 1;
    c->score.decimals = 0;
    assert_true(alike(in, c));
#define NOT(change) (c = copy_of(a, in), (change), assert_false(alike(in, c)))
    NOT(c->score.direction = HIGHER_IS_BETTER);
    NOT(c->score.lo = 0);
    NOT(c->score.hi = 100);
    NOT(c->score.id = S("sum"));
    NOT(c->score.formula_text = S("sleep"));
    NOT(c->score.n_items = 3);
    NOT(c->file.id = S("other"));
    NOT(c->recall.days = 7);
    NOT(c->items[0].id = S("rest"));
    NOT(c->items[0].optional = true);
    NOT(c->items[0].has_blank = true);
    NOT(c->items[0].highest = true);
    NOT(c->codes[0].number = 0);
    NOT(c->codes[0].code = S("0"));
    NOT(c->set.n_codes = 6);
    NOT(c->set.kind = ANSWER_NUMBER);
#undef NOT
    // a value in between counts where the formula names it, and only there
    struct instrument_file with = *in;
    struct instrument_value strain = {.name = S("strain"), .formula_text = S("sleep + 1")};
    struct instrument_score named = in->scores[0];
    with.values = &strain;
    with.n_values = 1;
    with.scores = &named;
    c = copy_of(a, &with);
    c->value.formula_text = S("sleep + 2");
    assert_true(alike(&with, c));
    named.formula_text = S("1 + strain");
    c = copy_of(a, &with);
    assert_true(alike(&with, c));
    c->value.formula_text = S("sleep + 2");
    assert_false(alike(&with, c));
    c->value.name = S("strains");
    assert_false(alike(&with, c));
    arena_free(a);
}

// ---- series

static client_id ann;

static struct desk owner(struct house *h)
{
    return call(h, h->practice, ROLE_OWNER);
}

static str replaced(struct house *h, str text, const char *from, const char *to)
{
    size_t at = str_find(text, str_of(from));
    assert_true(at != SIZE_MAX);
    str rest = str_sub(text, at + strlen(from), text.n);
    return str_fmt(h->b.a, "%.*s%s%.*s", (int)at, text.p, to, SP(rest));
}

static str ours(struct house *h)
{
    return replaced(h, content_text(S("instruments/wellness.json")), "\"wellness\"", "\"our-week\"");
}

static library_id added(struct house *h, str text)
{
    struct desk d = owner(h);
    const struct instrument_file *file;
    library_id id;
    assert_ok(desk_library_read(&d, S("mine.json"), text, &file));
    assert_ok(desk_library_add(&d, file, &id));
    return id;
}

static response_id answer(struct house *h, const char *instrument, int back, str answers)
{
    struct json_error why;
    struct desk d = therapist(h);
    response_id id;
    struct response_in in = {.client = ann, .instrument = str_of(instrument), .mode = RESPONSE_PAPER_ITEMS, .day = {TODAY.d - back},
        .answers = json_parse(h->b.a, answers, 8, &why), .totals = json_parse(h->b.a, S("{}"), 8, &why)};
    assert_ok(desk_response_add(&d, &in, &id));
    return id;
}

static response_id week(struct house *h, int back, int each)
{
    return answer(h, "our-week", back, str_fmt(h->b.a, "{\"sleep\":%d,\"stress\":%d,\"fatigue\":%d,\"soreness\":%d}", each, each, each, each));
}

static struct progress shown(struct house *h, enum role role)
{
    struct progress p;
    struct desk d = call(h, h->practice, role);
    d.who.only = role == ROLE_CLIENT ? ann : (client_id){0};
    assert_ok(desk_progress(&d, ann, (concern_id){0}, &p));
    return p;
}

static void stage(struct house *h, enum db_engine engine)
{
    house_make(h, engine);
    ann = make_client(h, h->practice, "Ann", (day){0});
}

// Another title is the same instrument; another direction is not, and is read with its own.
static void apart(enum db_engine engine)
{
    struct house h;
    stage(&h, engine);
    added(&h, ours(&h));
    response_id first = week(&h, 60, 6);
    str titled = replaced(&h, ours(&h), "Morning wellness, four questions", "Our week");
    added(&h, titled);
    week(&h, 40, 5);
    struct progress p = shown(&h, ROLE_THERAPIST);
    assert_int_equal(p.n, 1);
    assert_int_equal(p.series[0].points.n, 2);
    assert_str(p.series[0].score->label, S("Our week"));
    assert_false(p.series[0].score->older);
    struct desk d = therapist(&h);
    struct response_shown r;
    assert_ok(desk_response_get(&d, first, &r));
    assert_int_equal(r.same.n, 2);

    added(&h, replaced(&h, titled, "higher-is-worse", "higher-is-better"));
    week(&h, 20, 3);
    week(&h, 10, 2);
    p = shown(&h, ROLE_THERAPIST);
    assert_int_equal(p.n, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct score_series *s = p.series[i].score;
        assert_int_equal(s->points.n, 2);
        assert_true(p.series[i].instrument->higher_is_worse == s->older);
        assert_true(s->points.v[0].day.d == TODAY.d - (s->older ? 60 : 20) && s->n_gaps == 0);
        assert_str(s->label, s->older ? S("Our week, version 2026-11-21") : S("Our week"));
    }
    d = therapist(&h);
    assert_ok(desk_response_get(&d, first, &r));
    assert_int_equal(r.same.n, 2);
    // as it was at first: its answers go on where they stopped
    added(&h, ours(&h));
    week(&h, 5, 5);
    p = shown(&h, ROLE_THERAPIST);
    assert_int_equal(p.n, 2);
    assert_int_equal(p.series[0].points.n + p.series[1].points.n, 5);
    assert_int_equal(p.series[p.series[0].score->older ? 1 : 0].points.n, 3);
    house_end(&h);
}
BOTH(apart)

// Ended: not offered, and all that was answered is there, for staff, on the client's own page and in the file.
static void ended(enum db_engine engine)
{
    struct house h;
    struct library_row was;
    stage(&h, engine);
    library_id id = added(&h, ours(&h));
    week(&h, 60, 6);
    week(&h, 3, 2);
    struct desk d = owner(&h);
    assert_ok(desk_library_end(&d, id, &was));
    enum role roles[] = {ROLE_THERAPIST, ROLE_CLIENT};
    for (size_t i = 0; i < 2; i++) {
        struct progress p = shown(&h, roles[i]);
        assert_int_equal(p.n, 1);
        assert_true(p.series[0].points.n == 2 && p.series[0].instrument->higher_is_worse && !p.series[0].score->older);
        assert_str(p.series[0].score->label, S("Morning wellness, four questions"));
    }
    struct responses_shown r;
    d = therapist(&h);
    assert_ok(desk_responses(&d, ann, (concern_id){0}, &r));
    assert_int_equal(r.list.n, 2);
    assert_true(r.files[0] && str_eq(r.files[0]->title, S("Morning wellness, four questions")) && !response_choice_of(&r, S("our-week")));
    struct buf b = buf_new(h.b.a, 1 << 16);
    d = therapist(&h);
    assert_ok(desk_progress_csv(&d, ann, &b));
    assert_true(str_find(buf_str(&b), S("our-week.total,24,today,therapist,")) != SIZE_MAX);
    house_end(&h);
}
BOTH(ended)

static void keep(struct house *h, const char *code, const char *hash, int back, int value)
{
    static int id = 900;
    long long p = (long long)h->practice.v, c = (long long)ann.v;
    raw_do(&h->b, str_z(h->b.a, str_fmt(h->b.a, "INSERT INTO instrument_text (hash, code, version, json) VALUES ('%s', '%s', 'v', '{}') ON CONFLICT (hash) DO NOTHING", hash, code)));
    raw_do(&h->b, str_z(h->b.a, str_fmt(h->b.a, "INSERT INTO response (practice_id, id, client_id, instrument, hash, language, mode, day, answers, begun_us, submitted_us, note) "
        "VALUES (%lld, %d, %lld, '%s', '%s', 'en', 'paper-items', %d, '{}', 1, 1, '')", p, ++id, c, code, hash, TODAY.d - back)));
    raw_do(&h->b, str_z(h->b.a, str_fmt(h->b.a, "INSERT INTO response_score (practice_id, response_id, position, score, value, reason, band) VALUES (%lld, %d, 1, 'total', "
        "%d, '', '')", p, id, value)));
}

// A file that this program does not take any more judges nothing, and hides nothing.
static void not_taken(enum db_engine engine)
{
    struct house h;
    stage(&h, engine);
    added(&h, ours(&h));
    week(&h, 60, 6);
    keep(&h, "our-week", "x1", 30, 12);
    keep(&h, "their-week", "x2", 30, 12);
    keep(&h, "their-week", "x2", 20, 13);
    struct progress p = shown(&h, ROLE_THERAPIST);
    assert_int_equal(p.n, 2);
    assert_true(p.series[0].points.n == 1 && p.series[0].score->n_gaps == 1 && p.series[0].score->gaps[0].day.d == TODAY.d - 30);
    assert_true(p.series[1].points.n == 0 && p.series[1].score->n_gaps == 2 && p.series[1].score->gaps[0].reason.n > 0);
    assert_str(p.series[1].score->label, S("their-week"));
    assert_int_equal(p.series[1].change.class, CHANGE_CANNOT_SAY);
    p = shown(&h, ROLE_CLIENT); // it might have been one that asks for help
    assert_int_equal(p.n, 1);
    struct responses_shown r;
    struct desk d = therapist(&h);
    assert_ok(desk_responses(&d, ann, (concern_id){0}, &r));
    size_t none = 0;
    for (size_t i = 0; i < r.list.n; i++)
        none += r.files[i] == NULL;
    assert_int_equal(none, 3);
    struct buf b = buf_new(h.b.a, 1 << 16);
    d = therapist(&h);
    assert_ok(desk_progress_csv(&d, ann, &b));
    assert_true(str_find(buf_str(&b), S("their-week.total,13,,")) != SIZE_MAX);
    house_end(&h);
}
BOTH(not_taken)

// ---- who measured

static str rom(struct house *h, int degrees)
{
    return str_fmt(h->b.a, "{\"joint\":\"neck\",\"motion\":\"rotation\",\"side\":\"left\",\"mode\":\"active\",\"method\":\"goniometer\",\"1\":%d,\"2\":%d,\"3\":%d}", degrees,
        degrees, degrees);
}

static response_id corrected(struct house *h, response_id id, account_id by, int back, int degrees)
{
    struct json_error why;
    struct desk d = therapist(h);
    d.who.account = by;
    response_id out;
    struct response_in in = {.mode = RESPONSE_PAPER_ITEMS, .day = {TODAY.d - back}, .answers = json_parse(h->b.a, rom(h, degrees), 8, &why),
        .totals = json_parse(h->b.a, S("{}"), 8, &why)};
    assert_ok(desk_response_correct(&d, id, &in, &out));
    return out;
}

static void measured_by(enum db_engine engine)
{
    struct house h;
    stage(&h, engine);
    struct account other = {.id = {1101}, .email = S("o@example.org"), .name = S("Otto"), .created = NOW};
    struct actor system = {.practice = h.practice, .role = ROLE_SYSTEM};
    assert_ok(account_insert(h.b.db, &other));
    assert_ok(member_insert(h.b.db, &system, &(struct member){.account = other.id, .role = ROLE_THERAPIST, .active = true, .version = 1, .created = NOW}));
    concern_id neck;
    struct desk d = therapist(&h);
    assert_ok(desk_concern_create(&d, &(struct concern_in){.client = ann, .place = S("neck"), .started = true, .start = {TODAY.d - 56}}, &neck));
    answer(&h, "rom", 60, rom(&h, 40));
    response_id id = answer(&h, "rom", 3, rom(&h, 7));
    // Otto puts a slip right, and another: Tess measured it
    id = corrected(&h, id, other.id, 3, 71);
    id = corrected(&h, id, other.id, 3, 70);
    struct progress p = shown(&h, ROLE_THERAPIST);
    const struct change_result *c = &p.series[p.n - 1].change;
    assert_true(c->reliable && !(c->flags & FLAG_RATERS) && c->class == CHANGE_RELIABLE_ONLY);
    // what Otto measured himself, and Tess puts right, is Otto's
    d = therapist(&h);
    assert_ok(desk_response_withdraw(&d, id));
    struct house otto = h;
    otto.account = other.id;
    id = answer(&otto, "rom", 2, rom(&h, 7));
    h.seed = otto.seed;
    (void)corrected(&h, id, h.account, 2, 70);
    p = shown(&h, ROLE_THERAPIST);
    c = &p.series[p.n - 1].change;
    assert_true((c->flags & FLAG_RATERS) && !c->reliable && c->class == CHANGE_CANNOT_SAY);
    house_end(&h);
}
BOTH(measured_by)

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(alike_or_not), TESTS(apart), TESTS(ended), TESTS(not_taken), TESTS(measured_by)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
