/* Whose rules may decide in this database: the public keys that `lindung trust` was given, as text, or nothing. What
 * the text means is lib/trust.c's. */
#include "store/sql.h"

int ld_store_trusted(struct ld_store *s, struct ld_arena *arena, const char **ret, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	int rc = ld_sql_prepare(s, &q, err, "SELECT value FROM setting WHERE name = 'trust'");
	if (rc >= 0)
		rc = ld_sql_step(s, q, err);
	if (rc <= 0)
		return rc;
	*ret = ld_arena_strdup(arena, ld_sql_text(q, 0));
	return *ret ? 0 : ld_nomem(err);
}

int ld_store_trust(struct ld_store *s, const char *keys, struct lindung_error *err)
{
	LD_CLEANUP(ld_sql_fini) sqlite3_stmt *q = NULL;
	ld_assert(s->writable && s->begun_file);
	int rc = ld_sql_prepare(s, &q, err,
		keys ? "INSERT INTO setting(name, value) VALUES ('trust', ?1)"
		       " ON CONFLICT(name) DO UPDATE SET value = excluded.value"
		     : "DELETE FROM setting WHERE name = 'trust' AND ?1 IS NULL");
	return rc < 0 ? rc : ld_sql_run(s, q, err, "t", keys);
}
