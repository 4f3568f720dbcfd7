package io.tintin.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Failures in words. */
final class Errors {
  private Errors() {}

  static String describe(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file or folder: " + failure.getMessage();
    }
    if (failure instanceof AccessDeniedException) {
      return "access denied: " + failure.getMessage();
    }
    return String.valueOf(failure.getMessage());
  }
}
