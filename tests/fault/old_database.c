/* old_database FROM TO VERSION: what a program of an older schema would have stored of a database. */
#include <stdlib.h>

#include "store_old.h"

int main(int argc, char **argv)
{
	if (argc != 4)
		return 2;
	old_database(argv[1], argv[2], atoi(argv[3]));
	return 0;
}
