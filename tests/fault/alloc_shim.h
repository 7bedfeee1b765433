/* Memory that runs out when a test says so: the malloc family of this program and of every library in it. */
#ifndef LD_ALLOC_SHIM_H
#define LD_ALLOC_SHIM_H

#include <stdint.h>

/** From now on count the requests for memory and refuse the n-th (from 1) and the times − 1 behind it. n 0: only count. */
void shim_arm(int64_t n, int64_t times);
/** Stop counting and refusing. Returns how many were asked for since shim_arm; ret_refused (may be NULL): how many of
 *  them were refused. */
int64_t shim_disarm(int64_t *ret_refused);
/** Blocks of memory that are allocated now. */
int64_t shim_live(void);

/** Print from where the first refused request of the last arming came: addresses for addr2line. */
void shim_where(int fd);

#endif
