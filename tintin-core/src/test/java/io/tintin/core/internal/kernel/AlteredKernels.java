package io.tintin.core.internal.kernel;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.BiFunction;

/** The plain kernels, with something done after each pass. */
final class AlteredKernels {
  private AlteredKernels() {}

  /**
   * Kernels of this name.
   *
   * @param after gets the method and its arguments; a result that is not null replaces the pass's
   */
  static Kernels of(String name, BiFunction<Method, Object[], Object> after) {
    Kernels plain = new PlainKernels();
    return (Kernels)
        Proxy.newProxyInstance(
            Kernels.class.getClassLoader(),
            new Class<?>[] {Kernels.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("name")) {
                return name;
              }
              Object result = result(method, plain, arguments);
              Object replaced = after.apply(method, arguments);
              return replaced == null ? result : replaced;
            });
  }

  private static Object result(Method method, Kernels plain, Object[] arguments) throws Throwable {
    try {
      return method.invoke(plain, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  static Kernels named(String name) {
    return of(name, (method, arguments) -> null);
  }

  /** Where one pass changes one value of the last array that it writes. */
  static Kernels wrong(String pass) {
    return of(
        "wrong",
        (method, arguments) -> {
          if (method.getName().equals(pass)) {
            Object written = arguments[arguments.length - 1];
            if (written instanceof byte[] bytes) {
              bytes[0]++;
            } else if (written instanceof int[] ints) {
              ints[0]++;
            }
          }
          return null;
        });
  }
}
