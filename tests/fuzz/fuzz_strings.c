/* A text, a line break, a pattern, another, a replacement: the functions that rules have for texts are ours, because Lua's
 * own can run for ever; where both answer they answer the same. Lua's run here, on short inputs, with its own library. */
#include <lauxlib.h>
#include <lualib.h>

#include "script/script.h"
#include "fuzz.h"

enum { LONGEST_TEXT = 24, LONGEST_PATTERN = 12 };

/* Run by both, in Lua's own state with a string library that is whole. */
static const char body[] =
	"local function show(...)\n"
	"  local t = { ... }\n"
	"  for i = 1, select('#', ...) do t[i] = tostring(t[i]) end\n"
	"  return table.concat(t, '|', 1, select('#', ...))\n"
	"end\n"
	"local all = {}\n"
	"for w, v in string.gmatch(s, p) do all[#all + 1] = show(w, v) end\n"
	"local answer = table.concat({ show(string.find(s, p)), show(string.find(s, p, 3, true)), show(string.find(s, p, -4)),\n"
	"  show(string.match(s, p)), show(string.match(s, p, 2)), table.concat(all, '!'), show(string.gsub(s, p, r)),\n"
	"  show(string.gsub(s, p, r, 2)), show(string.gsub(s, p, { [s] = r, a = 'b' })), string.upper(s), string.lower(s),\n"
	"  string.reverse(s), show(string.byte(s, 2, -2)), string.sub(s, -3, -2), string.rep(s, 3, r), #s }, '\\n')\n";

static void put_literal(struct ld_buf *b, const char *name, const char *s, size_t n)
{
	ld_buf_printf(b, "local %s = \"", name);
	for (size_t i = 0; i < n; i++)
		ld_buf_printf(b, "\\x%02x", (unsigned char)s[i]);
	ld_buf_puts(b, "\"\n");
}

/* Does the module p end with the answer wanted? 1, 0, or −1: it raised. */
static int ours(const struct ld_buf *head, const char *answer, size_t n)
{
	struct ld_buf code = ld_buf_init(1 << 20);
	struct lindung_error err = {0};
	struct ld_script *script;
	struct ld_programme *p;
	ld_buf_add(&code, head->data, head->len);
	put_literal(&code, "want", answer, n);
	ld_buf_puts(&code, "return answer == want and 'same' or 'another'\n");
	struct ld_file file = {.module = "p", .path = "p", .text = code.data, .len = code.len};
	struct ld_file fields = {.module = "fields", .path = "fields", .text = "return { field.id 'nik' {} }", .len = 28};
	struct ld_file both[] = {file, fields};
	struct ld_memory memory = {.files = both, .nfiles = 2};
	struct ld_loader loader = ld_loader_memory(&memory);
	ld_assert(ld_script_new(&loader, NULL, &script, &err) == 0);
	ld_assert(ld_script_programme(script, "p", NULL, NULL, 0, NULL, &p, &err) < 0);
	int rc = !ld_script_other(&err) ? -1 : strstr(err.message, "'same'") != NULL;
	ld_script_free(script);
	ld_buf_fini(&code);
	return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {"s", "p", "r"};
	const char *at = (const char *)data, *end = at + size;
	struct ld_buf code = ld_buf_init(1 << 16);
	for (int i = 0; i < 3; i++) {
		const char *line = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
		size_t n = (size_t)((line ? line : end) - at), most = i ? LONGEST_PATTERN : LONGEST_TEXT;
		put_literal(&code, names[i], at, n < most ? n : most);
		at = line ? line + 1 : end;
	}
	ld_buf_puts(&code, body);
	lua_State *L = luaL_newstate();
	ld_assert(L);
	luaL_openlibs(L);
	struct ld_buf reference = ld_buf_init(1 << 16);
	ld_buf_add(&reference, code.data, code.len);
	ld_buf_puts(&reference, "return answer\n");
	bool answers = luaL_dostring(L, ld_buf_text(&reference)) == LUA_OK;
	size_t n = 0;
	const char *answer = answers ? lua_tolstring(L, -1, &n) : "";
	int rc = ours(&code, answer, n);
	ld_assert(answers ? rc == 1 : rc < 0);
	lua_close(L);
	ld_buf_fini(&reference);
	ld_buf_fini(&code);
	return 0;
}
