//! Whether a network has addresses for what is taken from it, and how many are left.

use super::Demand;

/// How the addresses of a network compare to a [`Demand`]; the later, the worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// There are enough, with the free share that is wanted.
    Ample,
    /// Enough for everything, but less than the wanted share stays free.
    Tight,
    /// Enough while nothing happens, too few while daemons are replaced, probed or updated.
    TooSmallForSurge,
    /// Enough for the daemons that are certain, too few for those that are possible.
    TooSmallPerhaps,
    /// Too few for the daemons that are certain.
    TooSmall,
}

impl Demand {
    /// Compares `has` addresses to this demand, where `headroom_percent` of the steady state are to stay free.
    pub fn fit(&self, has: u128, headroom_percent: u64) -> Fit {
        let most = u128::from(self.steady.upper());
        let wanted = most.saturating_mul(100 + u128::from(headroom_percent));
        if has < u128::from(self.steady.lower()) {
            Fit::TooSmall
        } else if has < most {
            Fit::TooSmallPerhaps
        } else if has < most.saturating_add(u128::from(self.surge.upper())) {
            Fit::TooSmallForSurge
        } else if has.saturating_mul(100) < wanted {
            Fit::Tight
        } else {
            Fit::Ample
        }
    }

    /// How many addresses more the steady state may take so that the fit is still [`Fit::Ample`].
    pub fn room(&self, has: u128, headroom_percent: u64) -> u128 {
        self.room_for(has, headroom_percent, 1, 0)
    }

    /// How many things more there is room for that take `each` addresses, and `surge` more for a time.
    pub fn room_for(&self, has: u128, headroom_percent: u64, each: u64, surge: u64) -> u128 {
        let most = u128::from(self.steady.upper());
        let free = has.saturating_sub(most).saturating_sub(u128::from(self.surge.upper()));
        let with_headroom = has.saturating_mul(100) / (100 + u128::from(headroom_percent));
        let each = u128::from(each.max(1));
        (free / each.saturating_add(u128::from(surge))).min(with_headroom.saturating_sub(most) / each)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Sort;
    use super::*;

    fn demand(steady: u64, surge: u64) -> Demand {
        let mut demand = Demand::default();
        demand.steady.add_exactly(Sort::Osd, steady);
        demand.surge.add_exactly(Sort::MonFailover, surge);
        demand
    }

    #[test]
    fn what_there_is_room_for_fits_and_one_more_does_not() {
        for has in 0..80 {
            for (steady, surge, each, each_surge) in
                [(0, 0, 1, 0), (10, 2, 1, 0), (10, 9, 1, 0), (10, 2, 1, 1), (20, 0, 4, 2)]
            {
                let room = demand(steady, surge).room_for(has, 25, each, each_surge);
                let room = u64::try_from(room).unwrap();
                let fits =
                    |more: u64| demand(steady + each * more, surge + each_surge * more).fit(has, 25) == Fit::Ample;
                assert!(!fits(room + 1), "{has} addresses for {steady} and {surge}: more than {room} fit");
                assert!(room == 0 || fits(room), "{has} addresses for {steady} and {surge}: {room} do not fit");
            }
        }
    }
}
