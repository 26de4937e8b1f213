import dev.procession.core.ProcessContext;
import dev.procession.core.ProcessTarget;

public record Work(int n) implements ProcessTarget {
    public void run(ProcessContext context) throws Exception {
        Object late = Class.forName("Late").getDeclaredConstructor().newInstance();
        System.out.println("work " + Other.square(n) + " " + late);
    }
}
