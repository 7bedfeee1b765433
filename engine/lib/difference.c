/*
 * Where two documents differ, for people: the path of the first thing that is another, and both
 * values. Objects are compared in the order of the new document, so the same two documents always
 * give the same words.
 */
#include "lib/lib.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

enum { PATH = 200 };

static bool say(struct ld_buf *ret, const char *path, json_t *then, json_t *now)
{
	char *a = then ? ld_json_dumps(then) : NULL;
	char *b = now ? ld_json_dumps(now) : NULL;
	ld_buf_printf(ret, "%s: %.100s stored, %.100s when made again", *path ? path : "document",
		a ? a : "nothing", b ? b : "nothing");
	free(a);
	free(b);
	return true;
}

static bool differs(json_t *then, json_t *now, const char *path, struct ld_buf *ret);

static bool below(json_t *then, json_t *now, const char *path, const char *key,
	struct ld_buf *ret)
{
	char longer[PATH];
	snprintf(longer, sizeof longer, "%s%s%s", path, *path ? "/" : "", key);
	return differs(then, now, longer, ret);
}

static bool objects(json_t *then, json_t *now, const char *path, struct ld_buf *ret)
{
	const char *key;
	json_t *value;
	json_object_foreach(now, key, value)
		if (below(json_object_get(then, key), value, path, key, ret))
			return true;
	json_object_foreach(then, key, value)
		if (!json_object_get(now, key))
			return below(value, NULL, path, key, ret);
	return false;
}

static bool arrays(json_t *then, json_t *now, const char *path, struct ld_buf *ret)
{
	size_t n = json_array_size(then), m = json_array_size(now);
	for (size_t i = 0; i < n || i < m; i++) {
		char key[24];
		snprintf(key, sizeof key, "%zu", i);
		if (below(json_array_get(then, i), json_array_get(now, i), path, key, ret))
			return true;
	}
	return false;
}

static bool differs(json_t *then, json_t *now, const char *path, struct ld_buf *ret)
{
	if (json_is_object(then) && json_is_object(now))
		return objects(then, now, path, ret);
	if (json_is_array(then) && json_is_array(now))
		return arrays(then, now, path, ret);
	return then && now && json_equal(then, now) ? false : say(ret, path, then, now);
}

bool ld_json_differs(json_t *then, json_t *now, struct ld_buf *ret)
{
	return differs(then, now, "", ret);
}
