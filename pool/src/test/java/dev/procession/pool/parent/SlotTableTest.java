package dev.procession.pool.parent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.core.codec.ClassFilter;
import dev.procession.core.codec.DecodeContext;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotTableTest {
    private final SlotTable table = new SlotTable();

    private static PackedFunction function() {
        DecodeContext context = new DecodeContext(ClassLoader.getSystemClassLoader(), ClassFilter.trusting());
        return new PackedFunction(new byte[1], true, "test", context);
    }

    @Test
    void aFunctionKeepsItsSlot() {
        PackedFunction one = function();
        PackedFunction two = function();
        assertThat(table.find(one)).isNegative();
        assertThat(table.define(one)).isZero();
        assertThat(table.define(two)).isEqualTo(1);
        assertThat(table.find(one)).isZero();
        assertThat(table.find(two)).isEqualTo(1);
    }

    @Test
    void aFullTableGivesTheSlotUsedLongestAgo() {
        List<PackedFunction> functions = new ArrayList<>();
        for (int i = 0; i < SlotTable.SLOTS; i++) {
            functions.add(function());
            assertThat(table.define(functions.get(i))).isEqualTo(i);
        }
        assertThat(table.find(functions.get(0))).isZero();
        assertThat(table.define(function())).isEqualTo(1);
        assertThat(table.find(functions.get(1))).isNegative();
        assertThat(table.find(functions.get(0))).isZero();
    }
}
