package io.tintin.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.RecordComponentVisitor;
import org.objectweb.asm.Type;

/** Lists each float and double of a class: fields, descriptors, calls, constants, opcodes. */
final class FloatFinder extends ClassVisitor {
  private static final Set<String> BOXES = Set.of("Ljava/lang/Float;", "Ljava/lang/Double;");

  private static final Set<Integer> OPCODES =
      Set.of(
          Opcodes.FCONST_0,
          Opcodes.FCONST_1,
          Opcodes.FCONST_2,
          Opcodes.DCONST_0,
          Opcodes.DCONST_1,
          Opcodes.FLOAD,
          Opcodes.DLOAD,
          Opcodes.FALOAD,
          Opcodes.DALOAD,
          Opcodes.FSTORE,
          Opcodes.DSTORE,
          Opcodes.FASTORE,
          Opcodes.DASTORE,
          Opcodes.FADD,
          Opcodes.DADD,
          Opcodes.FSUB,
          Opcodes.DSUB,
          Opcodes.FMUL,
          Opcodes.DMUL,
          Opcodes.FDIV,
          Opcodes.DDIV,
          Opcodes.FREM,
          Opcodes.DREM,
          Opcodes.FNEG,
          Opcodes.DNEG,
          Opcodes.I2F,
          Opcodes.I2D,
          Opcodes.L2F,
          Opcodes.L2D,
          Opcodes.F2I,
          Opcodes.F2L,
          Opcodes.F2D,
          Opcodes.D2I,
          Opcodes.D2L,
          Opcodes.D2F,
          Opcodes.FCMPL,
          Opcodes.FCMPG,
          Opcodes.DCMPL,
          Opcodes.DCMPG,
          Opcodes.FRETURN,
          Opcodes.DRETURN);

  private final List<String> found = new ArrayList<>();

  private FloatFinder() {
    super(Opcodes.ASM9);
  }

  static List<String> findIn(ClassReader reader) {
    FloatFinder finder = new FloatFinder();
    reader.accept(finder, ClassReader.SKIP_FRAMES);
    return finder.found;
  }

  @Override
  public FieldVisitor visitField(
      int access, String name, String descriptor, String signature, Object value) {
    if (isFloating(Type.getType(descriptor))) {
      found.add("field " + name);
    }
    return null;
  }

  @Override
  public RecordComponentVisitor visitRecordComponent(
      String name, String descriptor, String signature) {
    if (isFloating(Type.getType(descriptor))) {
      found.add("record component " + name);
    }
    return null;
  }

  @Override
  public MethodVisitor visitMethod(
      int access, String name, String descriptor, String signature, String[] exceptions) {
    if (hasFloating(descriptor)) {
      found.add("descriptor of " + name + " " + descriptor);
    }
    return new Code(name);
  }

  private static boolean hasFloating(String methodDescriptor) {
    for (Type argument : Type.getArgumentTypes(methodDescriptor)) {
      if (isFloating(argument)) {
        return true;
      }
    }
    return isFloating(Type.getReturnType(methodDescriptor));
  }

  /** Constants as they stand in the pool: numbers, types, handles and computed ones. */
  private static boolean isFloatingConstant(Object value) {
    if (value instanceof Type type) {
      return type.getSort() == Type.METHOD ? hasFloating(type.getDescriptor()) : isFloating(type);
    }
    if (value instanceof Handle handle) {
      return isFloatingConstant(Type.getType(handle.getDesc()));
    }
    if (value instanceof ConstantDynamic computed) {
      return isFloating(Type.getType(computed.getDescriptor()));
    }
    return value instanceof Float || value instanceof Double;
  }

  private static boolean isFloating(Type type) {
    Type element = type.getSort() == Type.ARRAY ? type.getElementType() : type;
    return element.equals(Type.FLOAT_TYPE)
        || element.equals(Type.DOUBLE_TYPE)
        || BOXES.contains(element.getDescriptor());
  }

  /** The instructions of one method. */
  private final class Code extends MethodVisitor {
    private final String method;

    Code(String method) {
      super(Opcodes.ASM9);
      this.method = method;
    }

    @Override
    public void visitInsn(int opcode) {
      checkOpcode(opcode);
    }

    @Override
    public void visitVarInsn(int opcode, int variable) {
      checkOpcode(opcode);
    }

    @Override
    public void visitIntInsn(int opcode, int operand) {
      if (opcode == Opcodes.NEWARRAY
          && (operand == Opcodes.T_FLOAT || operand == Opcodes.T_DOUBLE)) {
        add("opcode NEWARRAY");
      }
    }

    private void checkOpcode(int opcode) {
      if (OPCODES.contains(opcode)) {
        add("opcode " + opcode);
      }
    }

    @Override
    public void visitLdcInsn(Object value) {
      if (isFloatingConstant(value)) {
        add("constant " + value);
      }
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      if (isFloating(Type.getObjectType(type))) {
        add("type " + type);
      }
    }

    @Override
    public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
      if (isFloating(Type.getType(descriptor))) {
        add("type " + descriptor);
      }
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      if (isFloating(Type.getType(descriptor))) {
        add("use of field " + owner + "." + name);
      }
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      if (hasFloating(descriptor)) {
        add("call of " + owner + "." + name);
      }
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      if (hasFloating(descriptor)) {
        add("dynamic call of " + name);
      }
      for (Object argument : arguments) {
        if (isFloatingConstant(argument)) {
          add("handle " + argument);
        }
      }
    }

    @Override
    public void visitLocalVariable(
        String name, String descriptor, String signature, Label start, Label end, int index) {
      if (isFloating(Type.getType(descriptor))) {
        add("local " + name);
      }
    }

    private void add(String what) {
      found.add(what + " in " + method);
    }
  }
}
