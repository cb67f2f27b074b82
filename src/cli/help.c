// What `unknot help` says. One text a command: usage, what it does, options, examples.
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "desk/measures/import_diary.h"

static const struct help {
    const char *command, *line, *text;
} helps[] = {
    {"serve", "answer on the web",
     "usage: unknot serve [--listen HOST:PORT] [--db URL] [SETTING…]\n\n"
     "Serves the practice's pages. Prints one line with the address when it answers; ends orderly on SIGTERM or Ctrl-C.\n"
     "Beyond this computer it listens only when told (--lan, or --listen with --tls), and then with TLS.\n\n"
     "examples:\n"
     "  unknot serve\n"
     "  unknot serve --listen 127.0.0.1:9000 --db sqlite:/srv/clinic.db\n"
     "  unknot serve --lan                      phones in the same network scan the QR code it shows\n"
     "  unknot serve --db postgresql://unknot@localhost/clinic --public-url https://clinic.example\n"},
    {"init", "make an empty practice",
     "usage: unknot init --practice NAME --owner EMAIL [--name OWNER] [--db URL]\n\n"
     "Makes the database where there is none, an empty practice in it and its owner, and prints how to sign in.\n"
     "The password is shown once; the owner chooses another at the first sign-in.\n\n"
     "options:\n"
     "  --practice NAME   name of the practice\n"
     "  --owner EMAIL     the owner signs in with it\n"
     "  --name OWNER      the owner's name (default: the e-mail)\n"
     "  --json            print JSON: practice, owner, password\n\n"
     "examples:\n"
     "  unknot init --practice \"Harbour Massage\" --owner mia@example.org\n"
     "  unknot init --db postgresql://unknot@localhost/clinic --practice \"Harbour Massage\" --owner mia@example.org\n"},
    {"demo", "make a demo practice",
     "usage: unknot demo [--clients N] [--seed N] [--today DATE] [--db URL]\n\n"
     "Fills a demo practice: clients with two years of ratings and diaries, with noise, gaps and drop-outs; people who do not\n"
     "respond, and a few who get worse. The same seed and date make the same practice, byte for byte in `unknot dump`.\n\n"
     "options:\n"
     "  --clients N     how many clients, 1 to 100000 (default 200)\n"
     "  --seed N        start of the random numbers (default 1)\n"
     "  --today DATE    last day with entries, YYYY-MM-DD (default: today)\n"
     "  --json          print the counts and sign-ins as JSON\n\n"
     "examples:\n"
     "  unknot demo\n"
     "  unknot demo --db sqlite:/tmp/demo.db --clients 200 --seed 1 --today 2026-01-15\n"},
    {"import", "bring in data from files",
     "usage: unknot import diary --client COLUMN --day COLUMN --headache COLUMN [--start DATE] [--skip-bad] FILE.csv\n\n"
     "Headache diaries: one row a client and day. Day 0 is the start of treatment, the days before it are the baseline.\n"
     "Prints {\"clients\":…,\"entries\":…,\"duplicates\":…,\"rejected\":…}. Identical rows are skipped; rows that contradict each\n"
     "other or the database are refused. Where a row is bad nothing is imported, unless --skip-bad is given.\n\n"
     "options:\n"
     "  --client COLUMN     names the client; the same name is the same client, also in a later file\n"
     "  --day COLUMN        whole number: days from the start of treatment\n"
     "  --headache COLUMN   yes or no (1, 0, true, false)\n"
     "  --start DATE        what day 0 is, YYYY-MM-DD (default " IMPORT_DIARY_START ")\n"
     "  --skip-bad          import the good rows although there are bad ones\n"
     "  --practice NAME     which practice, where the database holds several\n"
     "  FILE.csv            UTF-8 with a header row; - is standard input\n\n"
     "examples:\n"
     "  unknot import diary --client id --day time --headache headache headache-diaries.csv\n"
     "  unknot import diary --db sqlite:clinic.db --client id --day time --headache headache --start 2025-03-03 diaries.csv\n"},
    {"user", "people who sign in",
     "usage: unknot user list\n"
     "       unknot user add EMAIL --name NAME --role owner|therapist|front-desk\n"
     "       unknot user password EMAIL\n"
     "       unknot user off EMAIL\n"
     "       unknot user on EMAIL\n\n"
     "The people of a practice, from the command line: for the day when the owner has forgotten the password.\n"
     "`add` and `password` print a password for one sign-in; the person then chooses their own.\n\n"
     "options:\n"
     "  --practice NAME   which practice, where the database holds several\n\n"
     "examples:\n"
     "  unknot user add jo@example.org --name \"Jo Park\" --role therapist\n"
     "  unknot user password mia@example.org\n"},
    {"migrate", "bring the database to this version",
     "usage: unknot migrate [--db URL] [--no-backup]\n\n"
     "Applies the schema steps that are missing. Takes a backup first: a copy of the SQLite file, or a dump of PostgreSQL, in the data\n"
     "folder's backups/. A newer, changed or foreign database is refused and left as it is.\n\n"
     "options:\n"
     "  --no-backup   take none\n\n"
     "examples:\n"
     "  unknot migrate\n"
     "  unknot migrate --db postgresql://unknot@localhost/clinic\n"},
    {"dump", "write everything as NDJSON",
     "usage: unknot dump [--practice NAME] [--credentials] [--db URL]\n\n"
     "Writes every row as one line of JSON, sorted, to standard output: for leaving, for moving between SQLite and PostgreSQL, for\n"
     "comparing. The same data give the same bytes on both.\n\n"
     "options:\n"
     "  --practice NAME   one practice only (default: all)\n"
     "  --credentials     password hashes and sessions too\n\n"
     "examples:\n"
     "  unknot dump > clinic.ndjson\n"
     "  unknot dump --credentials --db sqlite:clinic.db | unknot load --db postgresql://unknot@localhost/clinic -\n"},
    {"load", "read what dump wrote",
     "usage: unknot load [--db URL] FILE\n\n"
     "Reads a dump into a database that holds no practice yet; makes it where there is none. All or nothing.\n\n"
     "examples:\n"
     "  unknot load clinic.ndjson\n"
     "  unknot load --db postgresql://unknot@localhost/clinic clinic.ndjson\n"},
    {"backup", "copy the database now",
     "usage: unknot backup [--to PATH] [--db URL]\n\n"
     "A consistent copy while the practice works on: the SQLite file, or a dump of PostgreSQL with credentials. `unknot serve` makes one\n"
     "every night by itself (see the settings backup-at and backup-keep).\n\n"
     "options:\n"
     "  --to PATH   the file to write, which must not exist (default: unknot-DATE in the data folder's backups/)\n\n"
     "examples:\n"
     "  unknot backup\n"
     "  unknot backup --to /media/stick/clinic.db\n"},
    {"slots", "free times of a day, from JSON",
     "usage: unknot slots [FILE.json]\n\n"
     "Reads one therapist's day from FILE.json, or from standard input, and prints its free times as JSON. No database is asked.\n\n"
     "members:\n"
     "  zone, day                 IANA time zone (default UTC), date\n"
     "  open                      working hours [[\"09:00\",\"17:00\"]]\n"
     "  busy, client              what therapist and client are taken by [[\"10:00\",\"11:00\"]]; also \"2026-03-29T10:00:00Z\"\n"
     "  rooms                     [{\"name\":\"Blue\",\"places\":2,\"taken\":[[0,\"09:00\",\"10:00\"]]}]; without it none is needed\n"
     "  needs                     equipment, the same with \"pieces\"\n"
     "  minutes, clearance        of treatment, and afterwards (default 0)\n"
     "  people, grid              1 or 2 (default 1); minutes between times offered (default 15)\n"
     "  not_before, licence_ended nothing earlier; true: nothing at all\n"
     "  want                      \"10:15\": is it free, and why not\n\n"
     "examples:\n"
     "  echo '{\"day\":\"2026-11-23\",\"open\":[[\"09:00\",\"17:00\"]],\"busy\":[[\"10:00\",\"11:15\"]],\"minutes\":60,\"want\":\"10:15\"}' | unknot slots\n"
     "  unknot slots monday.json\n"},
    {"screen", "is it safe, from JSON",
     "usage: unknot screen [--questions] [--practice NAME] [FILE.json]\n\n"
     "Reads the answers of one health history from FILE.json, or from standard input, and prints as JSON what the safety rules find: level,\n"
     "regions, limits, source, from which answers, and the questions still to ask. No database is asked without --practice. Exit code 0\n"
     "whenever it screened, findings or not. Rules are advice to a professional, not a diagnosis.\n\n"
     "members, each may be absent:\n"
     "  answers   {\"question\": true | false | [\"option\"] | number | \"YYYY-MM-DD\" | [\"place\"] | null for not sure}\n"
     "  vitals    measured: {\"bp.systolic\": 150, \"bp.diastolic\": 90}; also {\"bp\": {\"systolic\": 150}}\n"
     "  date      \"YYYY-MM-DD\", the day of the visit (default: today, UTC)\n"
     "  born      \"YYYY-MM-DD\"\n"
     "  sex       female, male, other or unknown\n\n"
     "options:\n"
     "  --questions       print the questions, their ids and options instead\n"
     "  --practice NAME   by the rules of that practice, as it changed them\n\n"
     "examples:\n"
     "  echo '{\"answers\":{\"limb\":[\"calf\"]},\"born\":\"1975-02-11\"}' | unknot screen\n"
     "  echo '{\"vitals\":{\"bp.systolic\":190}}' | unknot screen\n"
     "  unknot screen --questions\n"},
    {"rules", "the safety rules",
     "usage: unknot rules check [QUESTIONS.json RULES.json | OWN.json]\n"
     "       unknot rules check --practice NAME [OWN.json]\n"
     "       unknot rules list [--practice NAME]\n"
     "       unknot rules explain ID [--practice NAME]\n\n"
     "`check` loads the rules of this program, or two files, and says what is wrong and where, or how many there are and who has signed\n"
     "them; of one file, a practice's own rules as it downloads them, what each changes of ours, and whether that is stricter or weaker.\n"
     "`list` prints each rule with its level, and whether its source was read. `explain` prints everything about one.\n"
     "With --practice: as that practice has changed them, with every change and who signed; a file is judged against what holds there.\n"
     "Rules are advice to a professional, not a diagnosis.\n\n"
     "examples:\n"
     "  unknot rules list\n"
     "  unknot rules explain clot-suspected\n"
     "  unknot rules check my/questions.json my/rules.json\n"
     "  unknot rules check own-rules.json\n"
     "  unknot rules list --practice 'North Clinic'\n"},
    {"score", "score an instrument's answers",
     "usage: unknot score ID [FILE.json] [--practice NAME]\n"
     "       unknot score ID --batch FILE.csv [--practice NAME]\n\n"
     "Reads answers by official item number and answer code from FILE.json, or from standard input, and prints as JSON each score with range,\n"
     "band, what was not answered, and how it came about. No database is asked for an instrument that ships. An answer that is none, or an item that there is not, is named\n"
     "and nothing is scored: exit code 1. Bands describe; they are no diagnosis.\n\n"
     "members:\n"
     "  answers      {\"1\": 2, \"2\": 0}; null, or an item left out, is not answered\n"
     "  instrument   the same ID, where it is said\n\n"
     "options:\n"
     "  --batch FILE   CSV with a column for each item, headed by its number, and perhaps one headed id; an empty field is not answered.\n"
     "                 Prints CSV: row, id, for each score its value, band and missing items, alerts, problem. Exit code 1 where a row is refused\n"
     "  --practice NAME   with the instrument of this practice's library, in the database of --db\n\n"
     "examples:\n"
     "  echo '{\"answers\":{\"1\":7,\"2\":5,\"3\":4}}' | unknot score peg\n"
     "  unknot score phq-8 answers.json\n"
     "  unknot score rmdq-24 --batch winter.csv\n"},
    {"instrument", "the instruments",
     "usage: unknot instrument list [--practice NAME]\n"
     "       unknot instrument show ID [--lang LANGUAGE] [--practice NAME]\n"
     "       unknot instrument check FILE.json…\n"
     "       unknot instrument add FILE.json [--practice NAME]\n\n"
     "`list` prints each instrument with how it ships: own (our wording), text (its own words, under a licence that allows it), or gate (scorer\n"
     "only; the words need a licence of the practice). `show` prints everything about one as JSON: items, scores, thresholds with their sources.\n"
     "`check` loads files, or those of a folder, runs their golden cases, and says what is wrong and where. `add` checks one and puts it into the\n"
     "library of the practice, whose server measures with it at once; where there are several practices, --practice says which. On a computer\n"
     "without a database it is kept in the data folder's instruments/, for list, show and score alone: add it once more when there is a practice.\n"
     "An id that is shipped cannot be replaced; a version that you added before is kept.\n\n"
     "options:\n"
     "  --lang LANGUAGE   show its words in this language, such as de, where the file has them\n"
     "  --practice NAME   of the practice with this name or id, in the database of --db\n\n"
     "examples:\n"
     "  unknot instrument list\n"
     "  unknot instrument show phq-9\n"
     "  unknot instrument check my/instrument.json\n"
     "  unknot instrument add my/instrument.json --practice 'Quiet Hands'\n"},
    {"pool", "many studies as one estimate",
     "usage: unknot pool [FILE.csv] [--effect COLUMN] [--variance COLUMN] [--method M] [--ci z|hksj [--adhoc]]\n"
     "       unknot pool [FILE.csv] --measure RR|OR|RD [--tpos COLUMN --tneg COLUMN --cpos COLUMN --cneg COLUMN]\n"
     "       unknot pool SUMMARY.json…\n\n"
     "Reads one study a row from FILE.csv, or from standard input, and prints as JSON what they say together: mu with its interval, what lies\n"
     "between studies (tau2, Q, I2 in percent), where the next study like these is expected (pi), each study's weight and shrunken effect, and\n"
     "the estimate without each of them. No database is asked. A figure that cannot be computed is null, and \"reasons\" says why. The order of\n"
     "the rows changes nothing: studies are put in order by label, effect and variance. Files of `unknot summary` are pooled for each concern and\n"
     "measure, with how many completed, and with the share of responders as if nobody, or everybody, who was lost had been one.\n\n"
     "options:\n"
     "  --effect COLUMN     effect of a study (default yi)\n"
     "  --variance COLUMN   its sampling variance, the square of its standard error (default vi)\n"
     "  --measure RR|OR|RD  instead, of counts: log risk ratio, log odds ratio, risk difference; a study with a count of 0 has 0.5 added to all four\n"
     "  --tpos, --tneg      columns of the treated with and without the event; --cpos, --cneg those of the controls (default: these names)\n"
     "  --study COLUMN      label of a study (default: a column study, where there is one)\n"
     "  --method M          EE equal effects; DL, HE, PM, ML, REML random effects (default REML)\n"
     "  --ci z|hksj         interval of mu: normal, or Hartung-Knapp-Sidik-Jonkman (default z); --adhoc: hksj never narrower than z's error\n"
     "  --pi t|normal       prediction interval: t on k - 2, or normal (default t)\n"
     "  --forest FILE.svg   draw the forest plot too; --title TEXT stands above it\n\n"
     "examples:\n"
     "  unknot pool trials.csv --effect d --variance var --ci hksj --study author\n"
     "  unknot pool bcg.csv --measure RR --method DL --forest bcg.svg --title \"BCG and tuberculosis\"\n"
     "  unknot pool --ci hksj north.json south.json east.json\n"},
    {"summary", "outcomes as one file with no person in it",
     "usage: unknot summary [--practice NAME] [--label TEXT] [--noise EPSILON] [--db URL]\n\n"
     "Prints as JSON how much the clients of a practice changed, for each concern and measure: how many completed and were lost, mean change\n"
     "with its spread, and how many improved by at least what people notice. Fewer than ten people are never said, nor what would follow from a\n"
     "difference; no name, date or record is in it. Two files of one practice made at different times can be compared, and what changed is then a few\n"
     "people's: share seldom, or with noise. That it was made is on record in the audit trail. `unknot pool` reads several such files.\n\n"
     "options:\n"
     "  --practice NAME   which practice, where the database holds several\n"
     "  --label TEXT      what others shall call the practice (default: the name of the file, when it is read)\n"
     "  --noise EPSILON   add noise, 0.01 (much) to 100 (little), spread evenly over all figures: nobody's being in it changes the odds of any\n"
     "                    figure by more than e to the EPSILON, in all. Each file spends it anew\n\n"
     "examples:\n"
     "  unknot summary --label North > north.json\n"
     "  unknot summary --noise 2 --practice 'Quiet Hands' > quiet.json\n"},
    {"change", "did this person change, from JSON",
     "usage: unknot change [FILE.json]\n\n"
     "Reads one person's answers to one instrument from FILE.json, or from standard input, and prints as JSON whether they changed by more than\n"
     "measurement error and by as much as people notice, each threshold with its source, the sentence, and what cannot be concluded. No database\n"
     "is asked. A value that the instrument cannot have is named, and nothing is judged: exit code 1.\n\n"
     "members:\n"
     "  instrument   id, or id.score; \"score\" says the same. See: unknot instrument list\n"
     "  points       [{\"day\":\"YYYY-MM-DD\",\"value\":7}], in any order; of a diary 1 or 0\n"
     "  start        first day of treatment; without it nothing is judged\n"
     "  window       the latest so many answers are now (default 1; 0: as the progress page has it, the latest five of 28 days)\n"
     "  recall       which of its questions, such as average-7d (default: the first)\n"
     "  place        whose pain, for the sentence\n"
     "  today        to say how old the latest answer is\n"
     "  population   {\"mean\":…,\"sd\":…,\"retest\":…}: reliable change by these instead of the published threshold; with\n"
     "               \"functional\":{\"mean\":…,\"sd\":…} also the cut-off, and recovered, improved, unchanged, deteriorated or harmed; with \"cut\", where\n"
     "               people were chosen for lying beyond it, how far such people move by themselves; with \"mean_after\" the index HLL\n\n"
     "examples:\n"
     "  echo '{\"instrument\":\"nrs-pain\",\"points\":[{\"day\":\"2026-01-02\",\"value\":7},{\"day\":\"2026-02-20\",\"value\":3}],\"start\":\"2026-01-20\"}' | unknot change\n"
     "  unknot change mia.json\n"},
    {"series", "one person over time, from CSV",
     "usage: unknot series FILE.csv --day COL --value COL --start DAY [--group COL] [--better low|high] [OPTION…]\n"
     "       unknot series --plan --from DAY --to DAY [--rhythm DAYS] [--seed N]\n\n"
     "Did it change when treatment began? Reads one or many people's series (- is standard input) and prints as JSON, for each: change of level and\n"
     "of slope with errors that remember, indices of non-overlap, and a verdict that stays within what the series can bear, with its reasons. A\n"
     "figure that cannot be computed is null. Only a start that was drawn at random can show a cause. No database is asked.\n\n"
     "options:\n"
     "  --day COL, --value COL  columns by name; days are whole numbers or YYYY-MM-DD. An empty value, or NA, was not answered\n"
     "  --start DAY             first day of treatment; a value of that day counts as since\n"
     "  --group COL             one series for each text of this column\n"
     "  --better low|high       which end is the better one (default low)\n"
     "  --kind KIND             number, binary or count (default: binary where all values are yes or no, 1 or 0; else number)\n"
     "  --offset COL            of a count: out of how many; its log goes in with coefficient 1\n"
     "  --no-slope              change of level only\n"
     "  --season DAYS           with that period, --harmonics N pairs of sine and cosine (default 1)\n"
     "  --mcid X                also P(level is better by more than X), priors are printed with it\n"
     "  --starts FIRST..LAST    the start was drawn among these days; FIRST..LAST/STEP for each STEP-th. p counts all of them\n"
     "  --blocks DAYS --treated COL   blocks in pairs from --start on, one of each pair drawn to be treated (column: 1 or 0)\n"
     "  --seed N                of random numbers, where not all ways can be tried (default 1)\n"
     "  --plan                  draws a start of treatment at random: measured from --from to --to, every --rhythm days (default 1), with 5 values or\n"
     "                          more on each side, 8 where that can be. 20 possible starts are needed for p of 0.05\n\n"
     "examples:\n"
     "  unknot series diary.csv --day day --value pain --start 2026-03-02\n"
     "  unknot series headache-diaries.csv --group id --day time --value headache --start 0\n"
     "  unknot series --plan --from 2026-01-05 --to 2026-02-15 --rhythm 1\n"},
    {"mixed", "many people: linear mixed models",
     "usage: unknot mixed --formula FORMULA [--ml] [--ar1 COLUMN] [FILE.csv]\n\n"
     "Fits a linear mixed model to FILE.csv (UTF-8, its first line names the columns; default standard input) and prints as JSON: fixed effects with\n"
     "standard errors and 95 % Wald intervals, variances and correlations of the random ones, REML criterion or deviance, and what each group got,\n"
     "shrunken. What cannot be computed is null, and `reasons` says why. No database is asked. Exit code 1 where formula or file cannot be used.\n\n"
     "The formula is written as for R's lme4: response ~ terms + (effects | groups).\n"
     "  a + b, a:b, a*b, (a + b)^2    terms; -1 or 0 + leaves the intercept out; a column of texts is a factor, its first name in byte order\n"
     "                                the reference; factor(x) takes numbers as names; `a column` with other characters goes in backquotes\n"
     "  (1 | g)                       an intercept for each g; (x | g) also a slope, correlated with it; (x || g) not correlated\n"
     "  (1 | a/b)                     b within a; (1 | a) + (1 | b) crossed ones\n"
     "Rows with an empty cell or NA in a column of the formula are left out and counted.\n\n"
     "options:\n"
     "  --formula FORMULA   the model\n"
     "  --ml                maximum likelihood (default: REML)\n"
     "  --ar1 COLUMN        residuals of the innermost groups follow each other over these days (whole numbers): correlation rho^days\n\n"
     "examples:\n"
     "  unknot mixed --formula 'Reaction ~ Days + (Days | Subject)' sleepstudy.csv\n"
     "  unknot mixed --ml --formula 'change ~ baseline + (1 | practice/therapist)' outcomes.csv\n"
     "  unknot mixed --formula 'pain ~ treated + (1 | client)' --ar1 day < diaries.csv\n"},
    {"outcomes", "many people and units, fairly said",
     "usage: unknot outcomes [FILE.csv] [--unit COL] [--baseline COL] [--after COL] [--better low|high] [--mcid X | --responder COL] [--mix COL,COL]\n\n"
     "Reads one row a person from FILE.csv (UTF-8, its first line names the columns; default standard input) and prints as JSON what the page of\n"
     "outcomes says of such people: how many came back, responders with the bounds of those of whom nothing is known (Wilson), mean improvement\n"
     "with its interval (t), and each unit beside what was to be expected of the same people: shrunken by improvement ~ baseline + mix + (1 | unit),\n"
     "with an interval, and its place in a funnel with over-dispersion. Units are in order of names. Nothing is said of fewer than ten people, nor\n"
     "where fewer than six in ten came back; what is not known is null, and `reasons` says why. No database is asked.\n\n"
     "options:\n"
     "  --unit COL         who treated them (default unit); empty or NA: not known\n"
     "  --baseline COL     before (default baseline), and\n"
     "  --after COL        since (default after); empty or NA: this person did not come back\n"
     "  --better low|high  which end is the better one (default low)\n"
     "  --mcid X           a responder improved by at least so many points\n"
     "  --responder COL    instead: 1 or 0, empty or NA where that cannot be said\n"
     "  --mix COL,COL      case mix besides the baseline: age, months since it began …; a column that fewer than four in five said stays out\n\n"
     "examples:\n"
     "  unknot outcomes people.csv --unit therapist --baseline before --after now --mcid 2 --mix age\n"
     "  unknot outcomes --better high --responder much_better < psfs.csv\n"},
    {"events", "the register of adverse events, from JSON",
     "usage: unknot events [FILE.json]\n\n"
     "Reads sessions and adverse events from FILE.json (default standard input), as /outcomes/events.json has them, and prints what the register says\n"
     "of them: how many sessions were followed by an adverse event, per 1000 of all and of those of which anything is known, with exact intervals\n"
     "(Clopper-Pearson, 95 %), by severity, technique and region. Soreness that was gone within a day is none. No database is asked.\n\n"
     "examples:\n"
     "  unknot events events.json\n"
     "  echo '{\"sessions\":[{\"techniques\":[\"effleurage\"],\"regions\":[\"neck\"],\"nothing\":true}],\"events\":[]}' | unknot events\n"},
    {"mail", "send a test mail",
     "usage: unknot mail ADDRESS\n\n"
     "Sends one test mail by the mail server of the settings, and says what that server said: sent; or refused, put-off, sign-in, tls,\n"
     "unreachable, timeout, broken-off, with its last reply. Exit code 1 where it was not sent.\n"
     "TLS is required, with a certificate that holds, unless the mail server is on this computer.\n\n"
     "examples:\n"
     "  unknot mail mia@example.org\n"
     "  unknot mail --smtp-url smtps://mail.example --smtp-user clinic --smtp-password-file /etc/unknot/smtp --mail-from clinic@mail.example mia@example.org\n"},
    {"settings", "every setting and where it comes from",
     "usage: unknot settings [--example]\n\n"
     "Prints each setting with its source: flag, environment, file or default.\n\n"
     "options:\n"
     "  --example   print a commented file with every setting instead\n\n"
     "examples:\n"
     "  unknot settings\n"
     "  unknot settings --example > ~/.config/unknot/unknot.conf\n"
     "  UNKNOT_LISTEN=127.0.0.1:9000 unknot settings\n"},
    {"version", "the version",
     "usage: unknot version\n\nPrints the version of the program, its newest schema step, and the libraries it runs with.\n\nexamples:\n  unknot version\n"},
    {"help", "this overview, or one command",
     "usage: unknot help [COMMAND]\n\nexamples:\n  unknot help\n  unknot help import\n"},
};

enum { HELPS = sizeof helps / sizeof helps[0] };

const char *cli_help(const char *command)
{
    for (size_t i = 0; i < HELPS; i++) {
        if (strcmp(helps[i].command, command) == 0) return helps[i].text;
    }
    return NULL;
}

// Asks no database and takes no setting.
static bool stands_alone(const char *command)
{
    static const char *const alone[] = {"version", "help", "slots", "screen", "rules", "score", "instrument", "pool", "change", "series", "mixed", "outcomes", "events"};
    for (size_t i = 0; i < sizeof alone / sizeof *alone; i++)
        if (strcmp(command, alone[i]) == 0) return true;
    return false;
}

void cli_help_print(const char *command)
{
    const char *text = command ? cli_help(command) : NULL;
    if (text) {
        fputs(text, stdout);
        if (strcmp(command, "serve") == 0 || strcmp(command, "settings") == 0) {
            fputs("\nsettings (flag; also UNKNOT_NAME in the environment, or a line in the file):\n", stdout);
            settings_help(stdout);
        } else if (!stands_alone(command)) {
            fputs("\nEvery command takes the settings too, such as --db and --data; see: unknot settings --help\n", stdout);
        }
        return;
    }
    fputs("usage: unknot COMMAND [OPTION…]\n\nClinic software for therapeutic massage.\n\ncommands:\n", stdout);
    for (size_t i = 0; i < HELPS; i++) printf("  %-10s %s\n", helps[i].command, helps[i].line);
    fputs("\nunknot COMMAND --help says more, with examples. Exit codes: 0 done, 1 refused or failed, 2 wrong usage.\n", stdout);
}

int cmd_help(struct cli *c)
{
    if (c->argc > 1) return cli_wrong(c, "one command at a time");
    if (c->argc == 1 && !cli_help(c->argv[0])) return cli_wrong(c, "there is no command '%s'", c->argv[0]);
    cli_help_print(c->argc ? c->argv[0] : NULL);
    return EXIT_DONE;
}
