#include "vec_avx2.h"
#include "variant.h"
