#include "vec_base.h"
#include "variant.h"
