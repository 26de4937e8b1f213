public class Other {
    static int square(int x) {
        return x * x;
    }
}
