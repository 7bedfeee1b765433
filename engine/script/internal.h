/*
 * What the files of script/ share: the script, the objects that constructors make, raising, and
 * reading an author's tables. Two phases use it. While files run, constructors only tag and copy
 * tables (ld_raise ends the load). While the result is read into plain data, every fault becomes a
 * finding (ld_fault) and the reader goes on with the next rule. The only full userdata a script can
 * see are objects, so `lua_type == LUA_TUSERDATA` means "object".
 */
#ifndef LD_SCRIPT_INTERNAL_H
#define LD_SCRIPT_INTERNAL_H

#include <lauxlib.h>
#include <lua.h>

#include "base/limits.h"
#include "script/script.h"
#include "script/words.h"

enum ld_kind {
	LD_K_FROZEN, /* a read-only copy of a plain table */
	LD_K_MODULE, /* the same, and a name it lacks is an error */
	LD_K_PROGRAMME,
	LD_K_RULE,
	LD_K_SCORE,
	LD_K_QUOTA,
	LD_K_FUNDER,
	LD_K_PART,
	LD_K_RATE,
	LD_K_SPLIT,
	LD_K_PERCENT,
	LD_K_APPORTION,
	LD_K_AS_MANY,
	LD_K_PER,
	LD_K_BY,
	LD_K_ASC,
	LD_K_DESC,
	LD_K_LOTTERY,
	LD_K_FIELD,
	LD_K_FIELDS,
	LD_K_AGE,
	LD_K_MEMBERS,
	LD_K_SOURCE,
	LD_K_TABLE,
	LD_K_ANY_OF,
	LD_K_ALL_OF,
	LD_K_NOT,
	LD_K_AT_LEAST_OF,
	LD_K_ONE_OF,
	LD_K_NONE_OF,
	LD_K_BETWEEN,
	LD_K_AT_LEAST,
	LD_K_AT_MOST,
	LD_K_ABOVE,
	LD_K_BELOW,
	LD_K_STARTS_WITH,
	LD_K_CONTAINS,
	LD_K_KNOWN,
	LD_K_MISSING,
	LD_K_UNKNOWN,
	LD_K_WORKER,
	LD_K_CASE,
	LD_K_CASES,
	LD_K_TABLE_OF_CASES,
	LD_K_ELIGIBLE,
	LD_K_REFUSED,
	LD_K_UNDECIDED,
	LD_K_COUNT
};

/* A change that programme:with made, in the script's arena; the newest first. */
struct ld_changed {
	const char *what, *id, *basis;
	const struct ld_changed *before;
};

/* A constructor's result. Its table (user value 1) is a copy that no script can write. */
struct ld_object {
	enum ld_kind kind;
	bool set;               /* a --set changed it: its faults are SET */
	const char *changed_by; /* basis of the override that made it, in the script's arena; NULL:
				   as its author wrote it */
	const struct ld_changed *changes; /* of a programme */
	struct ld_place place;
};

enum { LD_MAX_TABLES = 64, LD_MAX_FILES = 256 };
enum { LD_HOOK_EVERY = 1000 }; /* instructions that are counted at once */
enum ld_phase { LD_IDLE, LD_LOADING, LD_CALLING };

struct ld_script {
	lua_State *L;
	const struct ld_loader *loader;
	struct ld_limits limits;
	enum ld_phase phase;
	_Atomic uint64_t *beat; /* signs of life, NULL: nobody looks */
	_Atomic uint32_t *tuple;
	size_t memory;                /* bytes the VM holds */
	bool memory_hit;              /* an allocation was refused by the cap */
	int64_t left;                 /* counted instructions left */
	struct lindung_error pending; /* of the error being raised */
	char near[120];               /* the module that one not found was perhaps meant to be; "" */
	const char *locals[128];      /* [nlocals] of the file that is being compiled */
	size_t nlocals;
	struct ld_place compiling;    /* the line that globals.c looks at, while nothing runs */
	const char *office;
	struct ld_arena arena; /* files and places of the current load */
	struct ld_file *files;
	size_t nfiles, cfiles;
	int funcs_ref;  /* registry: list of {function, {upvalue owner, index, value, …}, is it brief} */
	int loaded_ref; /* registry: module name or path -> result; true while it is being loaded */
	/* the result being read */
	struct ld_findings *findings;
	struct ld_arena *out;
	const char **out_paths; /* of files[i], copied into out; NULL until needed */
	struct ld_fields *fields;
	int fields_limit; /* fields from here on may not be read yet */
	struct ld_func *funcs;
	size_t nfuncs, cfuncs;
	struct {
		const void *object;
		const struct ld_rates *rates; /* NULL: it had a fault, which was said */
	} tables[LD_MAX_TABLES];
	size_t ntables;
	const char *owner_what, *owner;       /* "rule", "usia-kerja": for messages */
	bool faulted;                         /* a fault was found in this load */
	const struct ld_programme *programme; /* of calls */
	int *overruns; /* [programme->nfuncs] calls that ran into the limit of instructions */
};

/* ---- sandbox.c: the virtual machine and its one door ---- */
struct ld_script *ld_script_of(lua_State *L);
/** Run fn(L) with arg as a light userdata at index 1, inside one protected call. Every error comes
 * back in err. */
int ld_protect(struct ld_script *s, lua_CFunction fn, void *arg, struct lindung_error *err);
/** A sign of life. */
void ld_beat(struct ld_script *s);
/** Instructions until the next stop. */
void ld_allow(struct ld_script *s, int64_t instructions);
/** Work done in C counts like instructions. */
void ld_charge(lua_State *L, size_t steps);
/** Function and message handler for calls: the stack's error value to s->pending. */
int ld_error_handler(lua_State *L);
/** The failure of a protected call as an error. */
int ld_caught(struct ld_script *s, int status, struct lindung_error *err);

/* ---- raise.c ---- */
_Noreturn void ld_raise(lua_State *L, int code, const char *suggestion, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
_Noreturn void ld_raise_at(lua_State *L, struct ld_place place, int code, const char *suggestion,
	const char *fmt, ...) __attribute__((format(printf, 5, 6)));
_Noreturn void ld_raise_error(lua_State *L, const struct lindung_error *err);
/** p, or memory ran out. */
void *ld_need(lua_State *L, void *p);
/** The innermost line of a rule file that is running. */
struct ld_place ld_where(lua_State *L);
/** A value in words, for messages: 'abc', 12, true, a table, rule 'usia'. Returns out. */
enum { LD_DESCRIBE = 96 };
const char *ld_describe(lua_State *L, int idx, char out[LD_DESCRIBE]);
/** Add a finding (severity fault) with the owner's name before the message; returns code. */
int ld_fault(struct ld_script *s, struct ld_place place, int code, const char *suggestion,
	const char *fmt, ...) __attribute__((format(printf, 5, 6)));
int ld_fault_error(struct ld_script *s, struct ld_place place, const struct lindung_error *err);

/* ---- world.c, strings.c, pattern.c, tables.c: what a script finds there ---- */
void ld_world_open(lua_State *L);   /* pushes the globals: the table that becomes _ENV */
void ld_strings_open(lua_State *L); /* pushes the string functions */
void ld_tables_open(lua_State *L);  /* pushes the table functions */
int ld_pairs(lua_State *L);
/** Is this C function one whose results change from call to call? */
bool ld_is_iterator(lua_CFunction fn);
/** A pattern's match from s at init; see pattern.c. */
struct ld_match {
	lua_State *L;
	const char *src, *src_end, *p_end;
	int level, depth;
	size_t steps;
	struct {
		const char *init;
		ptrdiff_t len;
	} capture[32];
};
const char *ld_match(struct ld_match *m, const char *s, const char *p);
int ld_str_find(lua_State *L);
int ld_str_match(lua_State *L);
int ld_str_gmatch(lua_State *L);
int ld_str_gsub(lua_State *L);
int ld_gmatch_next(lua_State *L);

/* ---- object.c ---- */
/** The object at idx, or NULL. */
struct ld_object *ld_object_at(lua_State *L, int idx);
bool ld_is(lua_State *L, int idx, enum ld_kind kind);
/** Pop a table, push an object that owns it. */
struct ld_object *ld_object_push(lua_State *L, enum ld_kind kind, struct ld_place place);
/** Push a shallow copy of the plain table at idx. */
void ld_copy_table(lua_State *L, int idx);
/** Push the table behind a plain table, a frozen or module value, or any object; false (nothing
 * pushed) for others. */
bool ld_open_table(lua_State *L, int idx);
/** Only behind plain tables, frozen ones and modules. */
bool ld_open_plain(lua_State *L, int idx);
const char *ld_kind_name(enum ld_kind kind);
void ld_objects_init(lua_State *L);
/** Push a read-only copy (deep) of the value at idx; functions among it are frozen too. */
void ld_freeze(lua_State *L, int idx, enum ld_kind kind);

/* ---- require.c, scan.c, loader.c ---- */
int ld_require(lua_State *L); /* the global */
/** Push a module's result, loading it unless that was done. */
void ld_load_module(lua_State *L, const char *name);
/** Find without loading; false when there is none. Other errors are raised. */
bool ld_find_module(lua_State *L, const char *name, struct ld_file *ret);
/** Keys given twice and holes in the constructors of a source; the first fault is raised. */
void ld_scan(lua_State *L, const struct ld_file *file);
/** Raise for undefined globals in the compiled function at the top, its inner functions included.
 */
void ld_check_globals(lua_State *L, const char *path);

/* ---- read.c: an author's table, key by key ---- */
struct ld_item {
	struct ld_script *s;
	lua_State *L;
	int t;                 /* absolute index of its table */
	struct ld_place place; /* in the result's arena */
	bool set;
	const char *changed_by; /* in the result's arena */
};

/** Open the table behind idx as an item: pushes it. fallback is its place when it is a plain table.
 */
bool ld_item_open(struct ld_script *s, int idx, struct ld_place fallback, struct ld_item *ret);
int ld_item_fault(const struct ld_item *it, int code, const char *suggestion, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/** Only these string keys, and positional values 1 … positional (SIZE_MAX: any list). */
int ld_item_keys(
	const struct ld_item *it, const char *const *keys, size_t nkeys, size_t positional);
/** Push a key's value; its type (nil when absent). */
int ld_item_get(const struct ld_item *it, const char *key);
/** Getters: 1 given, 0 absent, negative after a fault. Text is copied into the result. */
int ld_item_text(const struct ld_item *it, const char *key, const char **ret);
int ld_item_integer(
	const struct ld_item *it, const char *key, int64_t lo, int64_t hi, int64_t *ret);
int ld_item_bool(const struct ld_item *it, const char *key, bool *ret);
int ld_item_month(const struct ld_item *it, const char *key, int32_t *ret);
int ld_item_word(
	const struct ld_item *it, const char *key, const char *const *words, size_t n, int *ret);
int ld_item_texts(
	const struct ld_item *it, const char *key, const char *const **ret, size_t *ret_n);
/** The id at position 1. */
int ld_item_id(const struct ld_item *it, const char *what, const char **ret);
/** Must be given. */
int ld_item_require(const struct ld_item *it, const char *key, int got);
/** An integer at the top of the stack within lo … hi; what names it in the message. */
int ld_read_integer(
	const struct ld_item *it, int idx, const char *what, int64_t lo, int64_t hi, int64_t *ret);
/** Length of a list (positions 1 … n). */
size_t ld_list_len(lua_State *L, int t);
/** Text copied into the result, raised when memory ran out. */
const char *ld_out_text(struct ld_script *s, const char *text, size_t len);
void *ld_out_array(struct ld_script *s, size_t n, size_t size);
/** A place whose file lives in the result. */
struct ld_place ld_out_place(struct ld_script *s, struct ld_place place);
/** A field by name: index, or negative after a fault. */
int ld_read_field(const struct ld_item *it, const char *name);
/** A value for a field; blanks only where `unknown` is allowed. */
int ld_read_value(const struct ld_item *it, int idx, int field, bool unknown, struct ld_value *ret);
/** The text keys of the table at t in byte order; they live as long as the table. */
const char **ld_text_keys(struct ld_script *s, int t, size_t *ret_n);
/** Groups of a field: {[value] = number}, `otherwise` apart. */
int ld_read_groups(const struct ld_item *it, int field, int64_t lo, int64_t hi, const char *what,
	struct ld_weight **ret, size_t *ret_n, bool *ret_has_otherwise, int64_t *ret_otherwise);

/* ---- the parts of a programme ---- */
/** A condition (any form) at idx. NULL after a fault. */
struct ld_cond *ld_read_cond(const struct ld_item *it, int idx, int depth);
/** `when` and `reads` of a rule, score or funder. 1 given, 0 absent. key is "when" or "only". */
int ld_read_when(const struct ld_item *it, const char *key, struct ld_cond **ret);
/** A function at idx that reads what `reads` of the item says; its index or negative. */
int ld_read_func(const struct ld_item *it, int idx, enum ld_func_kind kind);
/** The digest of the function at idx: func_digest.c says of what. */
void ld_func_digest(struct ld_script *s, int idx, uint8_t ret[LD_SHA256]);
/* What a function's compiled code can do (bytecode.c). */
struct ld_bytecode {
	bool sets;  /* it, or a function it makes, may change a variable outside itself */
	bool brief; /* it runs fewer than LD_HOOK_EVERY instructions, whatever it is given, and calls no function of rules */
};
struct ld_bytecode ld_bytecode_read(lua_State *L, int fn);
int ld_read_rule(struct ld_script *s, int idx, struct ld_place at, struct ld_rule *ret);
int ld_read_score(struct ld_script *s, int idx, struct ld_place at, struct ld_score *ret);
int ld_read_key(struct ld_script *s, int idx, struct ld_place at, struct ld_key *ret);
int ld_read_quota(struct ld_script *s, int idx, struct ld_place at, struct ld_quota *ret);
int ld_read_funder(struct ld_script *s, int idx, struct ld_place at, struct ld_programme *p,
	struct ld_funder *ret);
int ld_read_published(struct ld_script *s, int idx, struct ld_place at,
	const struct ld_programme *p, struct ld_published *ret);
int ld_read_rate(const struct ld_item *it, int idx, struct ld_pays *ret);
int ld_read_fields(struct ld_script *s, struct ld_fields *ret);
int ld_read_programme(struct ld_script *s, int idx, struct ld_programme *p);
const char *const *ld_programme_keys(size_t *ret_n);
const char *const *ld_rule_keys(enum ld_kind kind, size_t *ret_n);
/** What hangs on several parts; bad: some part had a fault, so that money cannot be computed. */
int ld_check_programme(
	struct ld_script *s, const struct ld_programme *p, struct ld_place at, bool bad);
/** The files read by this load, sorted by module, copied into the result. */
struct ld_file *ld_out_files(struct ld_script *s, size_t *ret_n);
int ld_read_source(struct ld_script *s, int idx, struct ld_source *src);
int ld_read_cases(struct ld_script *s, int idx, const char *module, struct ld_cases *ret);
struct ld_case *ld_cases_add(struct ld_script *s, struct ld_cases *c);
int ld_read_worker(const struct ld_item *it, int idx, struct ld_case_value **ret, size_t *ret_n);
int ld_check_expected(
	const struct ld_item *it, const struct ld_programme *p, const struct ld_case *c);
int ld_read_case_table(
	struct ld_script *s, int idx, struct ld_place at, const char *module, struct ld_cases *ret);

/* ---- with.c, set.c ---- */
int ld_with(lua_State *L);
/** The changes of the programme object at idx, and of its rules and scores, which are read. */
void ld_read_changes(struct ld_script *s, int idx, struct ld_programme *p);
/** The programme object at idx with one setting applied: pushes the copy. */
int ld_apply_set(struct ld_script *s, int idx, const struct ld_setting *set);
/** The keys an object of a kind may have. */
const char *const *ld_kind_keys(enum ld_kind kind, size_t *ret_n);

/* ---- words.c ---- */
void ld_words_open(lua_State *L); /* sets the words in the table at the top */
bool ld_is_word(const char *name);

#endif
