package io.tintin.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Failures in words. */
final class Errors {
  private Errors() {}

  /** With the file that it is about, if it names one. */
  static String describe(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file or folder: " + failure.getMessage();
    }
    if (failure instanceof AccessDeniedException) {
      return "access denied: " + failure.getMessage();
    }
    return String.valueOf(failure.getMessage());
  }

  /** Why a file can't be written, without its name, which may be that of a temporary one. */
  static String reason(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "its folder is not there";
    }
    if (failure instanceof AccessDeniedException) {
      return "access denied";
    }
    boolean isOfFile = failure instanceof FileSystemException;
    String reason = isOfFile ? ((FileSystemException) failure).getReason() : failure.getMessage();
    return reason == null ? failure.getClass().getSimpleName() : reason;
  }
}
