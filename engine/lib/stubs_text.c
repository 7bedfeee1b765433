/*
 * The text of what an editor knows of rules: the words of the language from the engine's one table, the fields of an
 * office with their choices, and the names that luacheck lets pass. Keys and arguments of a word are read from its
 * signature, so that a word added to the table is known everywhere.
 */
#include "lib/stubs.h"

#include <ctype.h>
#include <string.h>

#include "script/words.h"

static const char *const lua_names[] = {"require", "math", "string", "table", "ipairs", "pairs", "type", "tostring",
	"tonumber", "select", "error", "assert"};

static const char made[] = "Made by `lindung stubs`; it makes it anew, so change nothing here.\n";

/* ---- words ---- */

static bool is_letter(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* What follows the word in its signature. */
static const char *behind(const struct ld_word *w)
{
	const char *at = strstr(w->signature, w->name);
	return at ? at + strlen(w->name) : "";
}

/* The next `key =` right inside the first braces; *depth counts braces, begins at 0. Returns behind it, NULL at the
 * end. */
static const char *next_key(const char *s, int *depth, const char **ret, int *ret_len)
{
	for (; *s; s++) {
		if (*s == '"') {
			s = strchr(s + 1, '"');
			if (!s)
				return NULL;
			continue;
		}
		*depth += *s == '{';
		*depth -= *s == '}';
		if (*s == '}' && *depth == 0)
			return NULL;
		if (*depth != 1 || !is_letter(*s) || is_letter(s[-1]))
			continue;
		int n = 0;
		while (is_letter(s[n]))
			n++;
		if (strncmp(s + n, " = ", 3) == 0) {
			*ret = s, *ret_len = n;
			return s + n;
		}
		s += n - 1;
	}
	return NULL;
}

static const char *key_type(const char *key, int n)
{
	static const char *const types[][2] = {{"when", "lindung.condition|fun(...): boolean?"},
		{"only", "lindung.condition|fun(...): boolean?"}, {"reason", "string"}, {"basis", "string|string[]"},
		{"title", "string"}, {"as_of", "string"}, {"from", "string"}, {"payer", "string"}, {"seed", "string"}};
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strlen(types[i][0]) == (size_t)n && strncmp(types[i][0], key, (size_t)n) == 0)
			return types[i][1];
	return "any";
}

/* ---@class lindung.rule, when the braces behind the word have keys. Returns whether it has. */
static bool put_class(const struct ld_word *w, struct ld_buf *b)
{
	const char *s = behind(w), *key;
	int depth = 0, n = 0;
	bool some = false;
	if (strncmp(s, " {", 2) != 0 || strcmp(w->name, "worker") == 0)
		return false;
	while ((s = next_key(s, &depth, &key, &n))) {
		if (!some)
			ld_buf_printf(b, "---@class lindung.%s\n---@field [integer] any\n", w->name);
		some = true;
		ld_buf_printf(b, "---@field %.*s? %s\n", n, key, key_type(key, n));
	}
	if (some && (strcmp(w->name, "rule") == 0 || strcmp(w->name, "score") == 0))
		ld_buf_puts(b, "---@field reads? lindung.field_name[]\n---@field blanks? boolean\n");
	if (some)
		ld_buf_puts(b, "\n");
	return some;
}

static const char *table_type(const struct ld_word *w, bool class, char out[80])
{
	bool list = strcmp(w->name, "all_of") == 0 || strcmp(w->name, "any_of") == 0;
	snprintf(out, 80, "lindung.%s", w->name);
	return class || strcmp(w->name, "worker") == 0 ? out
	       : list                                  ? "lindung.condition[]"
	       : strcmp(w->name, "not_") == 0          ? "lindung.condition"
						       : "table";
}

/* Arguments in parentheses: "field" and names of values; {…} is a table. */
static void put_arguments(const char *s, struct ld_buf *params, struct ld_buf *list)
{
	int i = 0;
	while (*s && *s != ')') {
		size_t n = *s == '{' ? strcspn(s, "}") + 1 : strcspn(s, ",)");
		const char *type = *s == '{'             ? "table"
				   : *s == '"'           ? "lindung.field_name"
				   : *s == 'n' && n == 1 ? "integer"
							 : "any";
		char name[64];
		if (*s == '"' || *s == '{')
			snprintf(name, sizeof name, "%s", *s == '"' ? "field_name" : "t");
		else
			snprintf(name, sizeof name, "%.*s", (int)n, s);
		ld_buf_printf(params, "---@param %s %s\n", name, type);
		ld_buf_printf(list, "%s%s", i++ ? ", " : "", name);
		s += n + strspn(s + n, ", ");
	}
}

static const char *returned(const struct ld_word *w)
{
	if (strcmp(w->group, "conditions") == 0)
		return strncmp(w->signature, "field = ", 8) == 0 ? "lindung.test" : "lindung.condition";
	return strcmp(w->name, "rupiah") == 0 ? "integer" : "table";
}

static void put_word(const struct ld_word *w, struct ld_buf *b)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf params = ld_buf_init(1 << 16), list = ld_buf_init(1 << 16);
	const char *s = behind(w);
	char type[80];
	bool class = put_class(w, b),
	     curried = (*s == '(' || *s == ' ') && strstr(s + 1, " {") && strncmp(s, " {", 2) != 0;
	ld_buf_printf(b, "--- %s\n---\n--- `%s`\n", w->doc, w->signature);
	if (!*s || (*s != '(' && *s != ' ')) {
		ld_buf_printf(b, "---@type any\n%s = {}\n\n", w->name);
		return;
	}
	if (strncmp(s, " {", 2) == 0) {
		ld_buf_printf(&params, "---@param t%s %s\n", strcmp(w->name, "eligible") == 0 ? "?" : "",
			table_type(w, class, type));
		ld_buf_puts(&list, "t");
	} else if (*s == ' ') {
		bool field = strstr(s, "field") != NULL;
		ld_buf_printf(&params, "---@param text %s\n", field ? "lindung.field_name" : "string");
		ld_buf_puts(&list, "text");
	} else {
		put_arguments(s + 1, &params, &list);
		curried = strcmp(w->group, "tests") == 0;
	}
	ld_buf_puts(b, ld_buf_text(&params));
	ld_buf_printf(b, curried ? "---@return fun(t: table): %s\n" : "---@return %s\n", returned(w));
	ld_buf_printf(b, "function %s(%s) end\n\n", w->name, ld_buf_text(&list));
	b->failed |= params.failed || list.failed;
}

void ld_stubs_words(struct ld_buf *b)
{
	size_t n;
	bool field = false;
	const struct ld_word *w = ld_words(&n);
	ld_buf_printf(b,
		"---@meta\n-- luacheck: ignore\n-- The words of the rule language, for the Lua language server. %s\n",
		made);
	ld_buf_puts(b, "---@class lindung.test\n\n");
	for (size_t i = 0; i < n; i++) {
		if (!field && strchr(w[i].name, '.')) {
			ld_buf_puts(b, "field = {}\n\n");
			field = true;
		}
		put_word(&w[i], b);
	}
}

/* ---- fields ---- */

/* Text within a comment of one line. */
static void put_line(const char *s, struct ld_buf *b)
{
	for (; s && *s; s++)
		ld_buf_addc(b, (unsigned char)*s < 0x20 ? ' ' : *s);
}

static void put_quoted(const char *s, struct ld_buf *b)
{
	ld_buf_addc(b, '"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			ld_buf_addc(b, '\\');
		ld_buf_addc(b, (unsigned char)*s < 0x20 ? ' ' : *s);
	}
	ld_buf_addc(b, '"');
}

static void put_type(const struct ld_field *f, struct ld_buf *b)
{
	static const char *const types[] = {[LD_ID] = "string",
		[LD_TEXT] = "string",
		[LD_INTEGER] = "integer",
		[LD_NUMBER] = "number",
		[LD_MONEY] = "integer",
		[LD_BOOLEAN] = "boolean",
		[LD_DATE] = "string"};
	if (f->type == LD_CHOICE)
		ld_buf_printf(b, "lindung.choice.%s", f->name);
	else
		ld_buf_puts(b, types[f->type]);
}

static void put_about(const struct ld_field *f, struct ld_buf *b)
{
	put_line(f->title, b);
	if (f->unit)
		ld_buf_puts(b, " ("), put_line(f->unit, b), ld_buf_puts(b, ")");
	if (f->has_lo || f->has_hi) {
		ld_buf_puts(b, ", ");
		if (f->has_lo)
			ld_field_print(f, &f->lo, b);
		ld_buf_puts(b, "..");
		if (f->has_hi)
			ld_field_print(f, &f->hi, b);
	}
	ld_buf_addc(b, '\n');
}

static void put_choices(const struct ld_fields *fields, struct ld_buf *b)
{
	for (size_t i = 0; i < fields->len; i++) {
		const struct ld_field *f = &fields->items[i];
		if (f->type != LD_CHOICE)
			continue;
		ld_buf_printf(b, "---@alias lindung.choice.%s\n", f->name);
		for (size_t k = 0; k < f->nchoices; k++) {
			ld_buf_puts(b, "---| ");
			put_quoted(f->choices[k], b);
			ld_buf_addc(b, '\n');
		}
		ld_buf_addc(b, '\n');
	}
}

void ld_stubs_fields(const struct ld_fields *fields, struct ld_buf *b)
{
	ld_buf_printf(b,
		"---@meta\n-- luacheck: ignore\n-- The fields of this office, for the Lua language server. %s\n", made);
	put_choices(fields, b);
	ld_buf_puts(b, "---@alias lindung.field_name\n");
	for (size_t i = 0; i < fields->len; i++)
		ld_buf_printf(b, "---| \"%s\"\n", fields->items[i].name);
	ld_buf_puts(b, "---| \"score\"\n\n---@class lindung.condition\n---@field [integer] lindung.condition\n");
	for (size_t i = 0; i < fields->len; i++) {
		const struct ld_field *f = &fields->items[i];
		ld_buf_printf(b, "---@field %s? lindung.test|", f->name);
		put_type(f, b);
		ld_buf_puts(b, "|");
		put_type(f, b);
		ld_buf_puts(b, "[] ");
		put_about(f, b);
	}
	ld_buf_puts(b, "---@field reads? lindung.field_name[]\n---@field when? fun(...): boolean?\n---@field blanks? "
		       "boolean\n\n"
		       "---@class lindung.worker\n");
	for (size_t i = 0; i < fields->len; i++) {
		ld_buf_printf(b, "---@field %s? ", fields->items[i].name);
		put_type(&fields->items[i], b);
		ld_buf_addc(b, ' ');
		put_about(&fields->items[i], b);
	}
}

/* ---- settings ---- */

void ld_stubs_luacheck(struct ld_buf *b)
{
	size_t n, column = 0;
	const struct ld_word *w = ld_words(&n);
	ld_buf_printf(
		b, "-- The names that rules have, for luacheck. %sstd = {\n  globals = {},\n  read_globals = {", made);
	for (size_t i = 0; i < n + sizeof lua_names / sizeof *lua_names; i++) {
		const char *name = i < n ? w[i].name : lua_names[i - n];
		int len = (int)strcspn(name, ".");
		if (i && i < n && strncmp(name, w[i - 1].name, (size_t)len) == 0 && name[len] == '.' &&
			w[i - 1].name[len] == '.')
			continue;
		ld_buf_puts(b, column ? " " : "\n    ");
		ld_buf_printf(b, "\"%.*s\",", len, name);
		column = (column + (size_t)len + 4) % 1000;
		if (column > 90)
			column = 0;
	}
	ld_buf_puts(b, "\n  },\n}\nmax_line_length = false\n");
}

void ld_stubs_luarc(struct ld_buf *b)
{
	static const char *const gone[] = {"coroutine", "debug", "ffi", "io", "jit", "os", "package", "utf8"};
	ld_buf_puts(b, "{\n  \"runtime.version\": \"Lua 5.4\",\n  \"runtime.builtin\": {\n");
	for (size_t i = 0; i < sizeof gone / sizeof *gone; i++)
		ld_buf_printf(b, "    \"%s\": \"disable\"%s\n", gone[i], i + 1 < sizeof gone / sizeof *gone ? "," : "");
	ld_buf_puts(b, "  },\n  \"workspace.library\": [\"editor\"]\n}\n");
}
