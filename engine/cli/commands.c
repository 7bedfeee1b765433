/*
 * THE table of commands and options. What a person can type, read in help or find in the manual is
 * here and nowhere else; cli.h says how a row is added. The examples are run by the tests in the
 * order of the table, one folder for all, so each may use what those above it made.
 */
#include "cli.h"

#define AT(field) offsetof(struct cli_args, field)

const struct cli_option cli_common[] = {
	{"db", 0, CLI_FILE, "FILE", AT(db),
		N_("the database; else $LINDUNG_DB, else lindung.db in this folder")},
	{"rules", 0, CLI_FILE, "FOLDERS", AT(rules),
		N_("where shared rules are, joined by ':'; else $LINDUNG_RULES, else beside the "
		   "program")},
	{"jobs", 'j', CLI_INTEGER, "N", AT(jobs),
		N_("threads; 0, the default, is one a core; results never depend on it"), 0, 1024},
	{"limit", 0, CLI_LIST, "NAME=VALUE", AT(limits),
		N_("a limit of rules, such as instructions=500000; 'lindung doctor' lists them; may be repeated")},
	{"uncontained", 0, CLI_FLAG, NULL, AT(uncontained),
		N_("run rules even where their process cannot be contained; every run says so")},
	{"format", 0, CLI_CHOICE, "text|json|csv|junit|sarif|html", AT(format),
		N_("the form of what is printed; JSON is one line")},
	{"output", 'o', CLI_FILE, "FILE", AT(output),
		N_("write to a file, whole or not at all, instead of standard output; '-' is "
		   "standard output")},
	{"lang", 0, CLI_CHOICE, "id|en", AT(lang),
		N_("language of text; else the one of the environment")},
	{"show-ids", 0, CLI_FLAG, NULL, AT(show_ids),
		N_("print national ids whole; else only their first four digits")},
	{"no-color", 0, CLI_FLAG, NULL, AT(no_color),
		N_("no colours; so does the variable NO_COLOR")},
	{"quiet", 'q', CLI_FLAG, NULL, AT(quiet), N_("no progress and no remarks")},
	{"help", 'h', CLI_FLAG, NULL, AT(help), N_("what the command does")},
	{"version", 0, CLI_FLAG, NULL, AT(version), N_("the version of the program")},
	{0},
};

#define SIGNED_OPTIONS                                                                             \
	{"require-signed", 0, CLI_FLAG, NULL, AT(require_signed),                                  \
		N_("refuse rules that are not in a bundle signed by a trusted key; so does "       \
		   "$LINDUNG_REQUIRE_SIGNED")},                                                    \
	{                                                                                          \
		"trust", 0, CLI_LIST, "PUBLIC", AT(trust),                                         \
			N_("a file of trusted public keys or a folder of '*.pub'; may be repeated; else " \
			   "$LINDUNG_TRUST, joined by ':'")                                        \
	}

static const struct cli_option new_options[] = {
	{"from", 0, CLI_FILE, "OFFICE", AT(from),
		N_("the office to begin with instead of the template: its folder, or its name among the shared rules")},
	{0},
};

static const struct cli_option sample_options[] = {
	{"region", 0, CLI_TEXT, "CODE", AT(region),
		N_("the regency's code in the ministry's form, such as 53.15")},
	{"people", 0, CLI_INTEGER, "N", AT(people), N_("how many workers"), 1, 100000000},
	{"seed", 0, CLI_INTEGER, "S", AT(seed),
		N_("another population for another number; 0 by default"), 0, INT64_MAX},
	{"as", 0, CLI_CHOICE, "simple|p3ke|p3ke-family|bpjs|dtsen|dtsen-family", AT(shape),
		N_("columns and codes of which source; all are made from the same people")},
	{"as-of", 0, CLI_TEXT, "DATE", AT(as_of),
		N_("the day on which ages are counted; 2024-01-01 by default")},
	{"faults", 0, CLI_FLAG, NULL, AT(faults), N_("add the faults that spreadsheets bring")},
	{0},
};

static const struct cli_option import_options[] = {
	{"source", 0, CLI_TEXT, "NAME", AT(source),
		N_("the description of these files: sources/NAME.lua, or a path")},
	{"office", 0, CLI_FILE, "FOLDER", AT(office),
		N_("the office's folder or bundle, whose sources and fields come before the shared ones")},
	{"add", 0, CLI_FLAG, NULL, AT(add),
		N_("add to what this source has delivered; the default")},
	{"replace", 0, CLI_FLAG, NULL, AT(replace),
		N_("start anew: people whom this delivery does not name are gone from the source")},
	{"strict", 0, CLI_FLAG, NULL, AT(strict), N_("exit 1 when a row went to quarantine")},
	SIGNED_OPTIONS,
	{0},
};

static const struct cli_option quarantine_options[] = {
	{"delivery", 0, CLI_INTEGER, "N", AT(delivery),
		N_("only that delivery; else all that count"), 1, INT64_MAX},
	{0},
};

static const struct cli_option test_options[] = {
	{"mutate", 0, CLI_FLAG, NULL, AT(mutate),
		N_("change the programme in one place after the other and list the changes that no case notices")},
	{"fail-under", 0, CLI_INTEGER, "PERCENT", AT(fail_under),
		N_("with --mutate: exit 1 when a smaller share of the changes is noticed"), 0, 100},
	{"accept", 0, CLI_FLAG, NULL, AT(accept),
		N_("write what came out into the spreadsheets of cases that expect something else; cases in Lua are never touched")},
	{"watch", 0, CLI_FLAG, NULL, AT(watch), N_("run again whenever a rule or case changes, until Ctrl-C")},
	{0},
};

static const struct cli_option check_options[] = {
	{"set", 0, CLI_LIST, "PATH=VALUE", AT(settings),
		N_("change one thing of the programme, such as funders/APBD/budget=937238400; may "
		   "be repeated")},
	{"fail-on", 0, CLI_CHOICE, "error|warning|note", AT(fail_on),
		N_("exit 1 from this severity on; error by default")},
	{0},
};

static const struct cli_option run_options[] = {
	{"set", 0, CLI_LIST, "PATH=VALUE", AT(settings),
		N_("change one thing of the programme, such as funders/APBD/budget=937238400; may "
		   "be repeated")},
	SIGNED_OPTIONS,
	{0},
};

static const struct cli_option compare_options[] = {
	{"set", 0, CLI_LIST, "PATH=VALUE", AT(settings),
		N_("change one thing of B, such as funders/APBD/budget=937238400; may be repeated")},
	{"set-a", 0, CLI_LIST, "PATH=VALUE", AT(settings_a), N_("the same of A")},
	{"expect-same", 0, CLI_FLAG, NULL, AT(expect_same), N_("exit 1 when anybody's decision changes")},
	{0},
};

static const struct cli_option sweep_options[] = {
	{"over", 0, CLI_LIST, "PATH=FROM..TO:STEP", AT(over),
		N_("the number and its values, such as funders/APBD/months=1..12 or "
		   "eligibility/usia-kerja/when/umur=between(18, 40..64:4); twice for two numbers")},
	{"set", 0, CLI_LIST, "PATH=VALUE", AT(settings),
		N_("change one thing of the programme, such as funders/APBD/budget=937238400; may "
		   "be repeated")},
	{0},
};

static const struct cli_option bundle_options[] = {
	{"key", 0, CLI_FILE, "SECRET", AT(key), N_("sign with this secret key")},
	{"check", 0, CLI_FLAG, NULL, AT(check),
		N_("tell what a bundle holds and whether its signature is good")},
	{"trust", 0, CLI_LIST, "PUBLIC", AT(trust),
		N_("with --check: only one of these keys may have signed; a file of public keys or a "
		   "folder of '*.pub'; may be repeated; else $LINDUNG_TRUST, joined by ':'")},
	{"new-key", 0, CLI_FILE, "SECRET", AT(new_key),
		N_("make a pair of keys: SECRET for signing, SECRET.pub for everybody")},
	{"name", 0, CLI_TEXT, "TEXT", AT(name), N_("with --new-key: whose key it is")},
	{0},
};

static const struct cli_option trust_options[] = {
	{"none", 0, CLI_FLAG, NULL, AT(none), N_("rules need no signature any more")},
	{0},
};

static const struct cli_option explain_options[] = {
	{"as", 0, CLI_CHOICE, "letter", AT(shape), N_("a letter to the person instead; Indonesian unless --lang says otherwise")},
	{"run", 0, CLI_INTEGER, "N", AT(run), N_("the run; the newest by default"), 1, INT64_MAX},
	{0},
};

static const struct cli_option report_options[] = {
	{"poor", 0, CLI_TEXT, "DECILE|RULE", AT(poor),
		N_("who counts as poor where the list is held beside the poor: everybody up to this decile of welfare, or "
		   "whom a rule of the programme lets pass; 4 by default")},
	{0},
};

static const struct cli_option keep_options[] = {
	{"by", 0, CLI_TEXT, "NAME", AT(by), N_("in whose name; the login name by default")},
	{0},
};

static const struct cli_option verify_options[] = {
	{"receipt", 0, CLI_FILE, "FILE", AT(receipt),
		N_("a receipt that somebody kept: the run it is of, and every line of it")},
	{"with", 0, CLI_FILE, "FOLDER", AT(with),
		N_("decide the run of a receipt's file again without the database, from the rule files, "
		   "bundles and data in this folder; they are found by their content")},
	{0},
};

static const struct cli_option forget_options[] = {
	{"before", 0, CLI_TEXT, "DATE", AT(before),
		N_("the day, such as 2026-01-01: what was over before it is forgotten")},
	{"dry-run", 0, CLI_FLAG, NULL, AT(dry_run), N_("only say what would go")},
	{0},
};

static const struct cli_option export_options[] = {
	{"as", 0, CLI_CHOICE, "decisions|annex|receipt|certificate|lookups", AT(shape),
		N_("decisions: every worker, for programs; annex: the list of names for the "
		   "decree; receipt: what the run is known by, without a person; certificate: what "
		   "another program needs to check the list; lookups: whose blanks a visit should fill, first "
		   "those that could change the list")},
	{0},
};

static const struct cli_option help_options[] = {
	{"man", 0, CLI_FLAG, NULL, AT(man), N_("the manual page")},
	{"markdown", 0, CLI_FLAG, NULL, AT(markdown), N_("the page docs/commands.md")},
	{"words", 0, CLI_FLAG, NULL, AT(words), N_("the page docs/words.md: the words of the rule language")},
	{"completion", 0, CLI_CHOICE, "bash", AT(completion),
		N_("a script that completes words in that shell")},
	{0},
};

static const struct cli_option none[] = {{0}};

const struct cli_command cli_commands[] = {
	{
		.name = "new",
		.operands = "FOLDER",
		.summary = N_("make a regency's starter folder"),
		.text = N_("The folder holds a programme, fields, a source, tests that pass, and a "
			   "page that says what to "
			   "change first; with --from another office's rules and cases, whose modules get the folder's name. It must "
			   "not exist yet."),
		.options = new_options,
		.formats = "text|json",
		.min = 1,
		.max = 1,
		.example = "lindung new kantor",
		.run = cmd_new,
	},
	{
		.name = "stubs",
		.operands = "FOLDER",
		.summary = N_("make anew what editors know of an office's rules"),
		.text = N_("For an office's folder: its fields, their choices and the words of the language for the Lua "
			   "language server, in editor/, and settings for it and for luacheck where there are none. "
			   "'new' does it too; do it again when fields.lua has changed."),
		.options = none,
		.formats = "text|json",
		.min = 1,
		.max = 1,
		.example = "lindung stubs kantor",
		.run = cmd_stubs,
	},
	{
		.name = "sample",
		.operands = "",
		.summary = N_("make a synthetic population"),
		.text = N_("Nobody in it exists. The same arguments give the same bytes, on every "
			   "machine."),
		.options = sample_options,
		.formats = "csv",
		.example = "lindung sample --region 53.15 --people 500 --seed 1 -o pekerja.csv",
		.run = cmd_sample,
	},
	{
		.name = "import",
		.operands = N_("FILE…"),
		.summary = N_("read files of a source into the database"),
		.text = N_("All files of one command are one delivery: all of it is stored or "
			   "nothing. A row that cannot be "
			   "read goes to quarantine with its line, column and reason; the others "
			   "are stored. A file that "
			   "was read before changes nothing."),
		.options = import_options,
		.formats = "text|json|csv",
		.min = 1,
		.max = -1,
		.database = true,
		.example = "lindung import --source simple pekerja.csv",
		.run = cmd_import,
	},
	{
		.name = "quarantine",
		.operands = "",
		.summary = N_("list the rows that could not be read"),
		.text = N_("Each with its file, line, column, value and reason, so that the office "
			   "can correct the file and import it again under the same name: then "
			   "its old rows leave the list, and --delivery still shows them."),
		.options = quarantine_options,
		.formats = "text|json|csv",
		.database = true,
		.example = "lindung quarantine",
		.run = cmd_quarantine,
	},
	{
		.name = "check",
		.operands = N_("RULES…"),
		.summary = N_("say what is wrong with rules, without data"),
		.text = N_("Reads the rules and everything they use: names, types, dates, tables, conditions that never or "
			   "always hold, rules that say the same, quotas that cannot hold, money that reaches nobody, "
			   "orders that leave ties. docs/errors.md has a section for each code; SARIF is for code hosts "
			   "and editors. RULES is a file, the name of a module, or a folder."),
		.options = check_options,
		.formats = "text|json|csv|sarif",
		.min = 1,
		.max = -1,
		.example = "lindung check kantor/2025.lua",
		.run = cmd_check,
	},
	{
		.name = "test",
		.operands = N_("RULES…"),
		.summary = N_("run the cases beside the rules"),
		.text = N_("For RULES.lua these are RULES_test.lua. A case that fails is shown "
			   "with what was expected, what "
			   "came out, the values read and the rule that decided; then what the "
			   "cases do not cover."),
		.options = test_options,
		.formats = "text|json|junit",
		.min = 1,
		.max = -1,
		.example = "lindung test kantor/2025.lua",
		.run = cmd_test,
	},
	{
		.name = "run",
		.operands = "RULES",
		.summary = N_("decide on every worker, select whom the money pays, store the run"),
		.text = N_("Nothing is final: a run is a draft until it is kept. The same "
			   "database, rules and settings give "
			   "the same result, which the receipt in the last line proves."),
		.options = run_options,
		.formats = "text|json|csv",
		.min = 1,
		.max = 1,
		.database = true,
		.example = "lindung run kantor/2025.lua",
		.run = cmd_run,
	},
	{
		.name = "compare",
		.operands = N_("A [B]"),
		.summary = N_("two programmes on the same workers: who is decided otherwise, and why"),
		.text = N_("A and B are rules, or runs as run:3; without B it is A with --set. Says what differs, who "
			   "enters and leaves the list, and which difference did it. Nothing is stored. --format json "
			   "and csv list everybody whose decision changes. A file named *.html becomes a page, which names nobody."),
		.options = compare_options,
		.formats = "text|json|csv|html",
		.min = 1,
		.max = 2,
		.database = true,
		.example = "lindung compare kantor/2025.lua --set 'eligibility/usia-kerja/when/umur=between(18, 60)'",
		.run = cmd_compare,
	},
	{
		.name = "sweep",
		.operands = "RULES",
		.summary = N_("one or two numbers of a programme at many values"),
		.text = N_("For every value: people, money, cut-off, whom it gains and loses against the value before, "
			   "and what one more person costs. Marks the knee, behind which more money reaches the "
			   "fewest people more. Nothing is stored. JSON lists the people. A file named *.html becomes a page with "
			   "charts."),
		.options = sweep_options,
		.formats = "text|json|csv|html",
		.min = 1,
		.max = 1,
		.database = true,
		.example = "lindung sweep kantor/2025.lua --over funders/APBD/budget=5.000.000..30.000.000:5.000.000",
		.run = cmd_sweep,
	},
	{
		.name = "explain",
		.operands = "NIK",
		.summary =
			N_("one worker's answer: each rule, the values and where they come from"),
		.text = N_("What the counter of the office tells a person who asks why."),
		.options = explain_options,
		.formats = "text|json",
		.min = 1,
		.max = 1,
		.database = true,
		.example = "lindung explain \"$(sed -n 2p pekerja.csv | cut -d, -f1)\"",
		.run = cmd_explain,
	},
	{
		.name = "runs",
		.operands = "",
		.summary = N_("list the runs"),
		.text = N_(
			"Oldest first: drafts, kept runs, and which run took the place of which."),
		.options = none,
		.formats = "text|json|csv",
		.database = true,
		.example = "lindung runs",
		.run = cmd_runs,
	},
	{
		.name = "show",
		.operands = "[RUN]",
		.summary = N_("print a stored run again"),
		.text = N_("The newest without a number; with the whole hashes of its receipt."),
		.options = none,
		.formats = "text|json|csv",
		.max = 1,
		.database = true,
		.example = "lindung show 1",
		.run = cmd_show,
	},
	{
		.name = "report",
		.operands = "[RUN]",
		.summary = N_("a run as a page for a browser, to be read, printed and handed on"),
		.text = N_("Money, the way from all workers to the list, scores, places, blanks, the list beside the poor, "
			   "published figures, and the receipt; charts with their numbers. One file that loads nothing, "
			   "runs nothing and names nobody. A file named *.html becomes a page; else the same figures "
			   "are text or JSON. The newest run without a number."),
		.options = report_options,
		.formats = "text|json|html",
		.max = 1,
		.database = true,
		.example = "lindung report 1 -o laporan.html",
		.run = cmd_report,
	},
	{
		.name = "keep",
		.operands = "RUN",
		.summary = N_("mark the run that became the decree"),
		.text = N_(
			"Its people count as paid for in the runs of other programmes. It takes "
			"the place of the kept run "
			"of the same programme. A run whose lottery has no seed, or of which a rule was "
			"stopped, cannot be kept."),
		.options = keep_options,
		.formats = "text|json",
		.min = 1,
		.max = 1,
		.database = true,
		.example = "lindung keep 1",
		.run = cmd_keep,
	},
	{
		.name = "verify",
		.operands = "[RUN|RECEIPT]",
		.summary = N_("check a finished list by other means than made it"),
		.text = N_("Every selected worker is eligible and paid for once, no budget, seat "
			   "or cap is passed, nobody was "
			   "passed over, all hashes are those of the receipt, and no line of the log "
			   "is changed or missing. The newest run without a number."),
		.options = verify_options,
		.formats = "text|json",
		.max = 1,
		.database = true,
		.example = "lindung verify 1",
		.run = cmd_verify,
	},
	{
		.name = "replay",
		.operands = "[RUN]",
		.summary = N_("decide a stored run again and compare"),
		.text = N_("Uses the rules and data that the database holds for it, not the files "
			   "of today. The newest run "
			   "without a number."),
		.options = none,
		.formats = "text|json",
		.max = 1,
		.database = true,
		.example = "lindung replay 1",
		.run = cmd_replay,
	},
	{
		.name = "export",
		.operands = "[RUN]",
		.summary = N_("write a run's list for other systems"),
		.text = N_("Lists hold whole national ids and can be read by their owner only; "
			   "which columns are personal is said on standard error. The same run gives "
			   "the same bytes; the receipt's result is the SHA-256 of the decisions. The "
			   "newest run without a number."),
		.options = export_options,
		.formats = "text|json",
		.max = 1,
		.database = true,
		.example = "lindung export 1 --as decisions -o keputusan.csv",
		.run = cmd_export,
	},
	{
		.name = "doctor",
		.operands = "",
		.summary = N_("say what contains rules on this machine, and the versions of everything"),
		.text = N_("Starts the process that runs rules as a run would, and lists its walls, which it proves "
			   "by trying what rules must not do; the limits of rules; the versions of what is "
			   "linked. Exit 1 when a wall does not stand."),
		.options = none,
		.formats = "text|json",
		.example = "lindung doctor",
		.run = cmd_doctor,
	},
	{
		.name = "forget",
		.operands = "",
		.summary = N_("destroy the persons of closed years"),
		.text = N_("Of runs whose last month lies before the day: who was decided on, and the secret "
			   "that their digests were made with. Of data delivered before it: the rows that "
			   "neither today nor a run that stays counts. Totals, places, quotas, order and "
			   "digests stay, and 'verify' still checks them. The file is written anew. It cannot "
			   "be undone, and reaches no copy made elsewhere."),
		.options = forget_options,
		.formats = "text|json",
		.database = true,
		.example = "lindung forget --before 2024-01-01 --dry-run",
		.run = cmd_forget,
	},
	{
		.name = "log",
		.operands = "",
		.summary = N_("list the commands that decided something"),
		.text = N_("Who imported, ran, kept, forgot or trusted what, and when. Each line carries the hash "
			   "of the one before, so 'verify' finds a line that was changed or removed; a "
			   "receipt names its lines."),
		.options = none,
		.formats = "text|json|csv",
		.database = true,
		.example = "lindung log",
		.run = cmd_log,
	},
	{
		.name = "bundle",
		.operands = N_("[OFFICE|BUNDLE]"),
		.summary = N_("pack an office's rules into one signed file"),
		.text = N_("The bundle holds every programme, test and source of the folder and all "
			   "that they use; it stands wherever RULES or an office may, and nothing is "
			   "unpacked. The same rules give the same bytes. A bundle can be signed "
			   "again. --check reads one; --new-key makes keys."),
		.options = bundle_options,
		.formats = "text|json",
		.max = 1,
		.example = "lindung bundle kantor -o kantor.bundle",
		.run = cmd_bundle,
	},
	{
		.name = "trust",
		.operands = N_("[PUBLIC…]"),
		.summary = N_("say whose rules may decide in this database"),
		.text = N_("From then on 'run', 'import' and 'keep' refuse, whatever their options say, "
			   "rules that are not in a bundle signed by one of these keys. Without "
			   "keys: tell which."),
		.options = trust_options,
		.formats = "text|json",
		.max = -1,
		.database = true,
		.example = "lindung trust",
		.run = cmd_trust,
	},
	{
		.name = "help",
		.operands = N_("[COMMAND]"),
		.summary = N_("what the commands do"),
		.text = N_("Without a command: the list of all."),
		.options = help_options,
		.formats = "text",
		.max = 1,
		.example = "lindung help run",
		.run = cmd_help,
	},
	{0},
};
