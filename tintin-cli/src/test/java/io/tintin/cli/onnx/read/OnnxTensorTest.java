package io.tintin.cli.onnx.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Both forms of values: one by one in a field of their type, and as raw bytes. */
class OnnxTensorTest {
  private static final int FLOAT = 1;
  private static final int INT8 = 3;
  private static final int INT64 = 7;

  private interface Values {
    void write(CodedOutputStream out) throws IOException;
  }

  /** A tensor {@code t} of two values. */
  private static OnnxTensor tensor(int type, Values values) throws Exception {
    ByteString.Output bytes = ByteString.newOutput();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeInt64(1, 2); // dims
    out.writeInt32(2, type); // data_type
    out.writeString(8, "t"); // name
    values.write(out);
    out.flush();
    return OnnxTensor.read(bytes.toByteString());
  }

  private static OnnxTensor raw(int type, int... bytes) throws Exception {
    byte[] raw = new byte[bytes.length];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = (byte) bytes[i];
    }
    return tensor(type, out -> out.writeByteArray(9, raw));
  }

  @Test
  void rawBytesAreLittleEndian() throws Exception {
    assertThat(raw(FLOAT, 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0).floats()).containsExactly(1, -2);
    assertThat(raw(INT64, 1, 2, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1).longs())
        .containsExactly(513, -1);
    assertThat(raw(INT8, 127, -127).int8()).containsExactly(127, -127);
  }

  @Test
  void valuesOneByOneAreRead() throws Exception {
    OnnxTensor floats =
        tensor(
            FLOAT,
            out -> {
              out.writeFloat(4, 1);
              out.writeFloat(4, -2);
            });
    assertThat(floats.floats()).containsExactly(1, -2);
    assertThat(integers(INT64, 7, 513, -1).longs()).containsExactly(513, -1);
    assertThat(integers(INT8, 5, 127, -127).int8()).containsExactly(127, -127);
  }

  private static OnnxTensor integers(int type, int field, long... values) throws Exception {
    return tensor(
        type,
        out -> {
          for (long value : values) {
            out.writeInt64(field, value);
          }
        });
  }

  @Test
  void otherCountsThanThatOfTheDimsAreRefused() throws Exception {
    OnnxTensor shortRaw = raw(FLOAT, 0, 0, 0, 0, 0, 0, 0);
    assertThatThrownBy(shortRaw::floats)
        .isInstanceOf(MalformedOnnxException.class)
        .hasMessage("tensor t raw_data size must be 8 for the dims [2]: 7");
    OnnxTensor noFloats = tensor(FLOAT, out -> {});
    assertThatThrownBy(noFloats::floats)
        .hasMessage("tensor t float_data count must be 2 for the dims [2]: 0");
    OnnxTensor manyLongs = integers(INT64, 7, 1, 2, 3);
    assertThatThrownBy(manyLongs::longs)
        .hasMessage("tensor t int64_data count must be 2 for the dims [2]: 3");
    OnnxTensor oneInt8 = integers(INT8, 5, 1);
    assertThatThrownBy(oneInt8::int8)
        .hasMessage("tensor t int32_data count must be 2 for the dims [2]: 1");
  }

  @Test
  void otherTypesAreRefused() throws Exception {
    OnnxTensor int8 = raw(INT8, 1, 2);
    assertThatThrownBy(int8::floats)
        .isInstanceOf(MalformedOnnxException.class)
        .hasMessage("tensor t data_type must be 1, which is FLOAT: 3");
  }
}
