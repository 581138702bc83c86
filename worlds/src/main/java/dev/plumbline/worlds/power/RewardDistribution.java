package dev.plumbline.worlds.power;

import java.util.random.RandomGenerator;

/// Where the reward of each state is drawn from, independently.
public enum RewardDistribution {
    /// Uniform on [0, 1).
    UNIFORM {
        @Override
        double draw(RandomGenerator random) {
            return random.nextDouble();
        }
    },
    /// Normal with mean 0 and standard deviation 1.
    NORMAL {
        @Override
        double draw(RandomGenerator random) {
            return random.nextGaussian();
        }
    },
    /// 1 with probability one in ten, else 0: most states do not matter.
    SPARSE {
        @Override
        double draw(RandomGenerator random) {
            return random.nextDouble() < 0.1 ? 1 : 0;
        }
    },
    /// Exponential with mean 1: a few states matter a great deal.
    EXPONENTIAL {
        @Override
        double draw(RandomGenerator random) {
            return random.nextExponential();
        }
    };

    abstract double draw(RandomGenerator random);

    /// A reward for each of `states` states.
    public double[] rewards(int states, RandomGenerator random) {
        double[] rewards = new double[states];
        for (int s = 0; s < states; s++) {
            rewards[s] = draw(random);
        }
        return rewards;
    }
}
