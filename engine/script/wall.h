/* Tests build a second worker without the first wall, to see the second one hold alone. Who includes this is compiled for it
 * anew, so it stands in script_walled of meson.build. */
#ifndef LD_SCRIPT_WALL_H
#define LD_SCRIPT_WALL_H

#ifdef LD_BARE
enum { LD_FIRST_WALL = 0 };
#else
enum { LD_FIRST_WALL = 1 };
#endif

#endif
