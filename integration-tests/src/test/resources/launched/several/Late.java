/** Nobody but a child, and by its name, asks for it. */
public class Late {
    public String toString() {
        return "late";
    }
}
