#include "vec_neon.h"
#include "variant.h"
