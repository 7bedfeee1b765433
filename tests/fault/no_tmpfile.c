/* Preloaded: a file system without O_TMPFILE, such as NFS or FAT, so that files are written beside their place. */
#undef _FILE_OFFSET_BITS /* it makes one function of the two below */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/types.h>

typedef int opener(const char *path, int flags, ...);

static int opened(const char *name, const char *path, int flags, mode_t mode)
{
	opener *next = __extension__(opener *)dlsym(RTLD_NEXT, name);
	if ((flags & O_TMPFILE) != O_TMPFILE)
		return next(path, flags, mode);
	errno = EOPNOTSUPP;
	return -1;
}

#define OPEN(name)                                                                                                      \
	__attribute__((visibility("default"))) int name(const char *path, int flags, ...);                             \
	int name(const char *path, int flags, ...)                                                                     \
	{                                                                                                              \
		va_list ap;                                                                                            \
		va_start(ap, flags);                                                                                   \
		mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(ap, mode_t) : 0;                                  \
		va_end(ap);                                                                                            \
		return opened(#name, path, flags, mode);                                                               \
	}
OPEN(open)
OPEN(open64)
