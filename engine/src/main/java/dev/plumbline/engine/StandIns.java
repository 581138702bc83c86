package dev.plumbline.engine;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.Graph;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.JitNode;
import org.bytedeco.pytorch.Symbol;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.Value;
import org.bytedeco.pytorch.global.torch;

/// What a program says where it means an operation that TorchScript's text cannot name.
///
/// Text reaches libtorch's own functions alone; those of oneDNN have another namespace. So the text calls
/// `torch.einsum` with the operation's name for an equation, which no product has, and once it is compiled the
/// calls are replaced in the program's graph.
final class StandIns {
    private static final String EINSUM = "aten::einsum";
    private static final String LINEAR = "mkldnn::_linear_pointwise";
    private static final String REORDER = "mkldnn::_reorder_linear_weight";

    /// Rows that packed weights are laid out for; as good for one row and for many as for this number.
    private static final long ROWS = 16;

    private StandIns() {}

    /// What an operation is called; its arguments are all tensors.
    enum Name {
        /// (x, w) or (x, w, bias): x w^T + bias.
        LINEAR("plumbline linear"),
        /// The same, times its sigmoid.
        LINEAR_SILU("plumbline linear silu"),
        /// (x, w, other) or (x, w, other, bias): x w^T + bias + other.
        LINEAR_ADD("plumbline linear add"),
        /// The same, times other.
        LINEAR_MUL("plumbline linear mul"),
        /// (w): the weight in the order that the products want.
        PACK("plumbline pack");

        final String text;

        Name(String text) {
            this.text = text;
        }
    }

    /// Whether this build of libtorch has the operations.
    static boolean available() {
        return Found.THERE;
    }

    /// Looked up at the first use, when libtorch has been loaded.
    private static final class Found {
        static final boolean THERE = has(REORDER) && has(LINEAR);

        private static boolean has(String operation) {
            try {
                Dispatcher.singleton().findSchemaOrThrow(operation, "");
                return true;
            } catch (RuntimeException absent) {
                return false;
            }
        }
    }

    /// Puts the operations that are meant in the place of their stand-ins.
    static void replace(Graph graph) {
        List<JitNode> calls = new ArrayList<>();
        JitNode end = graph.return_node();
        for (JitNode node = graph.nodes().front(); !node.equals(end); node = node.next()) {
            if (node.kind().toQualString().getString().equals(EINSUM)) {
                calls.add(node);
            }
        }
        for (JitNode call : calls) {
            String equation = torch.toIValue(call.input(0)).get().toStringRef().getString();
            for (Name name : Name.values()) {
                if (name.text.equals(equation)) {
                    replace(graph, call, name);
                }
            }
        }
    }

    private static void replace(Graph graph, JitNode call, Name name) {
        JitNode list = call.input(1).node();
        int count = Math.toIntExact(list.inputs().size());
        JitNode real = graph.create(Symbol.fromQualString(name == Name.PACK ? REORDER : LINEAR), 1);
        real.insertBefore(call);
        graph.setInsertPoint(real);
        Value none = graph.insertConstant(new IValue());
        switch (name) {
            case PACK -> {
                real.addInput(list.input(0));
                real.addInput(graph.insertConstant(new IValue(ROWS)));
            }
            case LINEAR, LINEAR_SILU -> {
                real.addInput(list.input(0));
                real.addInput(list.input(1));
                real.addInput(count > 2 ? list.input(2) : none);
                real.addInput(graph.insertConstant(new IValue(name == Name.LINEAR ? "none" : "swish")));
                real.addInput(noNumbers(graph, real));
                real.addInput(graph.insertConstant(new IValue("")));
            }
            case LINEAR_ADD, LINEAR_MUL -> {
                real.addInput(list.input(0));
                real.addInput(list.input(2));
                real.addInput(list.input(1));
                real.addInput(count > 3 ? list.input(3) : none);
                real.addInput(graph.insertConstant(new IValue(name == Name.LINEAR_ADD ? "add" : "mul")));
            }
        }
        call.output().replaceAllUsesWith(real.output());
        call.destroy();
        if (!list.hasUses()) {
            list.destroy();
        }
    }

    /// An empty list of the type that the operation wants.
    private static Value noNumbers(Graph graph, JitNode before) {
        JitNode list = graph.create(Symbol.prim("ListConstruct"), 1);
        list.output().setType(Numbers.TYPE);
        list.insertBefore(before);
        return list.output();
    }

    private static final class Numbers {
        private static final CompilationUnit UNIT =
                torch.compile("def of(x: List[Optional[number]]) -> List[Optional[number]]:\n  return x\n");
        static final Type.TypePtr TYPE = type();

        private static Type.TypePtr type() {
            UNIT.retainReference();
            Type.TypePtr type = torch.toGraphFunction(UNIT.get_functions().get(0))
                    .graph()
                    .inputs()
                    .get(0)
                    .type();
            type.retainReference();
            return type;
        }
    }
}
